import { useEffect, useState } from 'preact/hooks'
import type { HostClient, Output } from '../../host/window.js'
import { messageOf } from '../../platform/index.js'
import { type SortedLevels, sortLevels } from './levels.js'

export interface Levels extends SortedLevels {
  ready: boolean
  /** Why there are none at all. */
  error?: string
  retry: () => void
  /** A level as the host gave it, for the simulation to check itself. */
  raw: (id: string) => unknown
}

/** The levels of the host, asked for once. */
export function useLevels(host: HostClient): Levels {
  const [listed, setListed] = useState<Output<'levels.list'>>()
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  const [sorted, setSorted] = useState<SortedLevels>({ usable: [], problems: [] })
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
