import { driftOf, type EvaluationProgress, type TargetResult } from '../skill/index.js'
import { type ProgressLine, timeLeft } from './progress.js'
import { percent } from '../platform/index.js'
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

/** How the reward of every thousand steps goes on, for episodes of more than one. */
export function lastingTable(results: readonly TargetResult[], range: readonly [number, number]): string[] {
  const thousands = Math.max(...results.map(({ perThousand }) => perThousand.length))
  if (thousands < 2) return []
  const heads = Array.from({ length: thousands }, (_, k) => `${k + 1}. thousand`)
  const rows = results.map((result) => [
    Math.round(result.target),
    ...heads.map((_, k) => Math.round(result.perThousand[k] ?? 0)),
    percent(driftOf(result, range)),
  ])
  return ['', table(['target', ...heads, 'drift'], rows)]
}

/** Draws an evaluation's progress. */
export function showEvaluation(line: ProgressLine): (progress: EvaluationProgress) => void {
  const startedAt = Date.now()
  let before: number | undefined
  return ({ steps, totalSteps, episodes, totalEpisodes }) => {
    // What an earlier run measured took no time of this one.
    before ??= steps
    line.show(
      `episode ${episodes} of ${totalEpisodes}, ${Math.round((100 * steps) / totalSteps)} %, ` +
        timeLeft(startedAt, (steps - before) / (totalSteps - before)),
    )
  }
}
