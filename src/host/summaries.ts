import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset } from '../data/index.js'
import { inspectCheckpoint } from '../dt/index.js'
import { LARGEST_TEXT, messageOf, shorten } from '../platform/index.js'
import { filesWithinNow, ThreadFiles } from '../platform/node.js'
import { CERTIFICATE_FILE } from '../skill/index.js'
import type { DatasetSummary, Kind, ModelSummary } from './contract.js'

/** An entry of the library: the folder `parent`/`id`. */
export interface Entry {
  kind: Kind
  parent: string
  id: string
  shipped: boolean
}
export type Summary = DatasetSummary | ModelSummary

/** What an entry's files come to, as far as their folder says. */
export interface Extent {
  /** Changes whenever a file of the folder does: what a kept summary is compared by. */
  stamp: string
  /** Of all files together. */
  bytes: number
  createdAt: number
  /** Why it was not looked through. */
  problem?: string
}

/** Files of an entry that are counted: a dataset of a terabyte has fewer. */
const LIMITS = { most: 5000, depth: 8 }

/**
 * Undefined where it is gone. Of one that holds more than anything of Gaitway's does, or cannot be looked through, the
 * stamp says so.
 */
export function extentOf({ parent, id }: Entry): Extent | undefined {
  const folder = join(parent, id)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (!stats) return undefined
  const createdAt = stats.birthtimeMs || stats.mtimeMs
  try {
    const files = filesWithinNow(folder, id, LIMITS)
    const states = files.map(({ path, stats: { size, mtimeMs, ino } }) =>
      [path, size, mtimeMs, ino].join(':'),
    )
    return {
      stamp: createHash('sha256').update(states.sort().join('\n')).digest('base64'),
      bytes: files.reduce((sum, file) => sum + (file.stats.isFile() ? file.stats.size : 0), 0),
      createdAt,
    }
  } catch (error) {
    return { stamp: `${stats.mtimeMs}`, bytes: 0, createdAt, problem: messageOf(error) }
  }
}

/** What the card of an entry shows; one that cannot be read says why in `error`. */
export async function summarize(entry: Entry, extent: Extent): Promise<Summary> {
  const { kind, parent, id, shipped } = entry
  const { bytes, createdAt, problem } = extent
  if (problem !== undefined) return unusable(entry, problem, extent)
  try {
    const figures = await (kind === 'datasets' ? datasetFigures : modelFigures)(id, new ThreadFiles(parent))
    return { id, shipped, ...figures, bytes, createdAt } as Summary
  } catch (error) {
    return unusable(entry, messageOf(error), extent)
  }
}

/** The card of an entry whose figures are not to be had; `reason` says why. */
export function unusable(
  { kind, id, shipped }: Entry,
  reason: string,
  { bytes, createdAt }: Pick<Extent, 'bytes' | 'createdAt'> = { bytes: 0, createdAt: 0 },
): Summary {
  const figures = kind === 'datasets' ? noDatasetFigures : noModelFigures
  // However long the names are that it repeats.
  const error = shorten(reason.split('\n')[0], 500)
  return { id, shipped, title: id, error, ...figures, bytes, createdAt } as Summary
}

const datasetFigures = (id: string, files: ThreadFiles) => Dataset.inspect(id, files)

const noDatasetFigures = {
  envId: '',
  episodes: 0,
  steps: 0,
  controllers: [],
  returns: { mean: 0, min: 0, max: 0, p5: 0, p95: 0 },
  histogram: { edges: [], counts: [] },
}

async function modelFigures(id: string, files: ThreadFiles) {
  const { gaitway, parameters } = await inspectCheckpoint(id, files)
  const training = gaitway?.training ?? {}
  return {
    title: (await heading(id, files)) ?? id,
    envId: gaitway?.envId ?? '',
    datasets: gaitway?.data?.datasets ?? [],
    trainedSteps: typeof training.step === 'number' ? training.step : 0,
    parameters,
    finalLoss: typeof training.loss === 'number' ? training.loss : undefined,
    targetRange: gaitway?.targetRange ?? [0, 0],
    dialAt: await changedAt([`${id}/gaitway.json`, `${id}/${CERTIFICATE_FILE}`], files),
    certified: (await files.stat(`${id}/${CERTIFICATE_FILE}`)) !== undefined,
  }
}

const noModelFigures = {
  envId: '',
  datasets: [],
  trainedSteps: 0,
  parameters: 0,
  targetRange: [0, 0],
  dialAt: 0,
  certified: false,
}

/** The model card's first heading. */
async function heading(id: string, files: ThreadFiles): Promise<string | undefined> {
  if (!(await files.stat(`${id}/README.md`))) return undefined
  const card = new TextDecoder().decode(await files.read(`${id}/README.md`, { most: LARGEST_TEXT }))
  const found = /^# +(.*)$/m.exec(card.replace(/^---\n.*?\n---\n/s, ''))?.[1].trim()
  return found ? shorten(found, 200) : undefined
}

/** The latest change of any of these files; 0 where there is none of them. */
async function changedAt(paths: readonly string[], files: ThreadFiles): Promise<number> {
  const entries = await Promise.all(paths.map((path) => files.stat(path)))
  return Math.max(0, ...entries.map((entry) => entry?.modifiedAt ?? 0))
}
