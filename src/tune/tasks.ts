import { runEpisode } from './check.js'
import { surrogateGradient } from './proximal.js'
import { tryDirection } from './randomSearch.js'
import { judgeCandidate } from './rhythmSearch.js'
import { collect } from './trajectory.js'

const work = {
  direction: tryDirection,
  candidate: judgeCandidate,
  trajectory: collect,
  gradient: surrogateGradient,
  episode: runEpisode,
}

type Work = typeof work
type Kind = keyof Work

/** What a search or a check hands to a worker. */
export type TuneTask = { [K in Kind]: { kind: K; task: Parameters<Work[K]>[0] } }[Kind]
export type TuneResult = ReturnType<Work[Kind]>

export function runTask({ kind, task }: TuneTask): TuneResult {
  return (work[kind] as (task: unknown) => TuneResult)(task)
}

/** Does the work of a search: in this thread, or in a pool's. */
export type Crew = { [K in Kind]: (task: Parameters<Work[K]>[0]) => Promise<ReturnType<Work[K]>> }

export function crewOf(run: (task: TuneTask) => Promise<TuneResult>): Crew {
  const send = (kind: Kind) => (task: unknown) => run({ kind, task } as TuneTask)
  const crew: Record<Kind, unknown> = {
    direction: send('direction'),
    candidate: send('candidate'),
    trajectory: send('trajectory'),
    gradient: send('gradient'),
    episode: send('episode'),
  }
  return crew as Crew
}
