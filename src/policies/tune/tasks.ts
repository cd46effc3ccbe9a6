import { runEpisode, type EpisodeResult, type EpisodeTask } from './check.js'
import { tryDirection, type DirectionResult, type DirectionTask } from './randomSearch.js'

/** What a search or a check hands to a worker. */
export type TuneTask = { kind: 'direction'; task: DirectionTask } | { kind: 'episode'; task: EpisodeTask }
export type TuneResult = DirectionResult | EpisodeResult

export function runTask(task: TuneTask): TuneResult {
  return task.kind === 'direction' ? tryDirection(task.task) : runEpisode(task.task)
}
