import type { RaceResult, RaceState } from './raceSession.js'

/** What lies over the picture of a race. */
export interface RaceScreen {
  /** As tests and styles name it. */
  state: RaceState['kind'] | 'paused'
  /** Before its end: it can be paused and ended. */
  running: boolean
  /** What it waits for. */
  waiting?: string
  /** The number of the countdown, 0 for Go. */
  count?: number
  hasFigures: boolean
  hasPausePanel: boolean
  /** Keys, and the button that ends a race of bots. */
  hasFoot: boolean
  results?: readonly RaceResult[]
}

/** Reads what is to be shown off a race. */
export function raceScreen({
  state,
  paused,
  count,
  results,
}: {
  state: RaceState
  paused: boolean
  count: number | undefined
  results: readonly RaceResult[] | undefined
}): RaceScreen {
  const running = state.kind === 'countdown' || state.kind === 'running'
  return {
    state: paused ? 'paused' : state.kind,
    running,
    waiting: state.kind === 'loading' ? state.message : undefined,
    count: paused ? undefined : count,
    hasFigures: !results,
    hasPausePanel: paused,
    hasFoot: running && !paused,
    results,
  }
}
