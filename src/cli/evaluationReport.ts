import type { TargetResult } from '../skill/figures.js'
import type { EvaluationProgress } from '../skill/index.js'
import { type ProgressLine, timeLeft } from './progress.js'
import { table } from './table.js'

/** Results under each other, one line a target. */
export function resultsTable(results: readonly TargetResult[]): string {
  return table(
    ['target', 'mean', 'std', 'median', 'spread', 'falls', 'steps', 'prompted'],
    results.map(({ target, mean, std, median, spread, falls, lengths, prompted }) => [
      Math.round(target),
      Math.round(mean),
      Math.round(std),
      Math.round(median),
      Math.round(spread),
      `${Math.round(100 * falls)} %`,
      Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length),
      Math.round(prompted),
    ]),
  )
}

/** Draws an evaluation's progress. */
export function showEvaluation(line: ProgressLine): (progress: EvaluationProgress) => void {
  const startedAt = Date.now()
  return ({ steps, totalSteps, episodes, totalEpisodes }) =>
    line.show(
      `episode ${episodes} of ${totalEpisodes}, ${Math.round((100 * steps) / totalSteps)} %, ` +
        timeLeft(startedAt, steps / totalSteps),
    )
}
