import { runEpisode, type EpisodeResult, type EpisodeTask } from './check.js'
import { judgeCandidate, type CandidateResult, type CandidateTask } from './rhythmSearch.js'
import { tryDirection, type DirectionResult, type DirectionTask } from './randomSearch.js'

/** What a search or a check hands to a worker. */
export type TuneTask =
  | { kind: 'direction'; task: DirectionTask }
  | { kind: 'candidate'; task: CandidateTask }
  | { kind: 'episode'; task: EpisodeTask }
export type TuneResult = DirectionResult | CandidateResult | EpisodeResult

export function runTask(task: TuneTask): TuneResult {
  if (task.kind === 'direction') return tryDirection(task.task)
  return task.kind === 'candidate' ? judgeCandidate(task.task) : runEpisode(task.task)
}
