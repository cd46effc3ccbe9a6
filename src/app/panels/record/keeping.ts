import type { DatasetSummary } from '../../state/libraryStore.js'
import { freeName, growable, nameProblem } from './form.js'
import type { Pending } from './usePending.js'

/** Where the kept episodes are to go, as far as a person has said. */
export interface KeepWishes {
  target?: 'new' | 'add'
  /** Of a new data set. */
  name?: string
  /** Id of an existing one. */
  into?: string
}

/** The kept episodes of a body, and where they go as things stand. */
export interface Keeping {
  mine: readonly Pending[]
  /** How many there are of other bodies. */
  others: number
  /** How many were cut off by a crash. */
  recovered: number
  /** What is damaged in them, a text each. */
  damaged: readonly string[]
  /** Episodes that saving makes of them: a damaged one comes in parts. */
  episodes: number
  /** Data sets that they can be added to. */
  existing: readonly DatasetSummary[]
  target: 'new' | 'add'
  /** The new data set, or the one that grows. */
  name: string
  into: string
  /** Why they cannot be saved; undefined when they can. */
  problem?: string
}

export function keepingOf(
  wishes: KeepWishes,
  {
    pending,
    envId,
    datasets,
    suggestion,
    preferred,
  }: {
    pending: readonly Pending[]
    envId: string
    datasets: readonly DatasetSummary[]
    /** Name for a new data set. */
    suggestion: string
    /** A data set to add to, from the address. */
    preferred?: string
  },
): Keeping {
  const mine = pending.filter((recording) => recording.envId === envId)
  const existing = growable(datasets, envId)
  const wanted = wishes.target ?? (existing.some(({ id }) => id === preferred) ? 'add' : 'new')
  const target = existing.length === 0 ? 'new' : wanted
  const name = wishes.name ?? freeName(suggestion, datasets)
  return {
    mine,
    others: pending.length - mine.length,
    recovered: mine.filter(({ ended }) => !ended).length,
    damaged: mine.flatMap(({ damage }) => damage ?? []),
    episodes: mine.reduce((sum, { parts }) => sum + parts, 0),
    existing,
    target,
    name,
    into: existing.find(({ id }) => id === (wishes.into ?? preferred))?.id ?? existing[0]?.id ?? '',
    problem: target === 'new' ? nameProblem(name, datasets) : undefined,
  }
}

/** What the host is asked for to save them. */
export function saveInput({ mine, target, name, into }: Keeping) {
  return {
    recordingIds: mine.map(({ recordingId }) => recordingId),
    dataset: target === 'new' ? name : into,
    append: target === 'add',
  }
}
