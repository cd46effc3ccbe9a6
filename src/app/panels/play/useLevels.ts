import { useEffect, useState } from 'preact/hooks'
import { parseLevel } from '../../../game/index.js'
import type { HostClient, Output } from '../../../host/contract.js'
import { messageOf } from '../../../platform/errors.js'
import type { PlayableLevel } from './lineUp.js'

export interface Levels {
  ready: boolean
  /** Sound ones, in the order that they ask for. */
  usable: readonly PlayableLevel[]
  /** What is wrong with the others, a line each. */
  problems: readonly string[]
  /** Why there are none at all. */
  error?: string
  retry: () => void
  /** A level as the host gave it, for the simulation to check itself. */
  raw: (id: string) => unknown
}

/** Sorts the host's levels into sound ones and complaints. */
export function sortLevels(listed: Output<'levels.list'>): Pick<Levels, 'usable' | 'problems'> {
  const usable: PlayableLevel[] = []
  const problems: string[] = []
  for (const { id, level, error } of listed) {
    if (error !== undefined) {
      problems.push(error)
      continue
    }
    try {
      usable.push({ id, level: parseLevel(level, `${id}.json`) })
    } catch (reason) {
      problems.push(messageOf(reason))
    }
  }
  usable.sort((a, b) => a.level.order - b.level.order || a.id.localeCompare(b.id))
  return { usable, problems }
}

/** The levels of the host, asked for once. */
export function useLevels(host: HostClient): Levels {
  const [listed, setListed] = useState<Output<'levels.list'>>()
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  const [sorted, setSorted] = useState<Pick<Levels, 'usable' | 'problems'>>({ usable: [], problems: [] })
  useEffect(() => {
    let gone = false
    setError(undefined)
    const take = (rows: Output<'levels.list'>) => {
      setSorted(sortLevels(rows))
      setListed(rows)
    }
    host.call('levels.list', {}).then(
      (rows) => gone || take(rows),
      (reason) => gone || setError(messageOf(reason)),
    )
    return () => {
      gone = true
    }
  }, [host, attempt])
  return {
    ready: listed !== undefined,
    ...sorted,
    error,
    retry: () => setAttempt(attempt + 1),
    raw: (id) => listed?.find((row) => row.id === id)?.level,
  }
}
