import { confidenceOfRise, mean, rankCorrelation, separability } from './statistics.js'

/** What one target brought: the episodes that were prompted to reach it. */
export interface TargetResult {
  /** The return that was wanted. */
  target: number
  /** The return that the model was told, after calibration; equal to the target without one. */
  prompted: number
  mean: number
  median: number
  std: number
  /** Between the quartiles. */
  spread: number
  returns: number[]
  /** Control steps of each episode. */
  lengths: number[]
  /** Share of the episodes that the environment ended before their time. */
  falls: number
  /** Mean reward of every thousand steps: how well the skill lasts. An episode that ended earns no more. */
  perThousand: number[]
}

/** How well achieved returns follow the targets. */
export interface DialFigures {
  /** Mean of |mean achieved − target| over the targets, as a share of the range. */
  nmaeOfMeans: number
  /** Mean of |achieved − target| over the episodes, as a share of the range. */
  nmaePerEpisode: number
  /** Spearman's, over all episodes. */
  rankCorrelation: number
  /** Neighbouring targets whose mean achieved return does not rise. */
  monotonicityViolations: number
  /** The smallest confidence, over neighbours, that the mean rises; null with fewer than two episodes a target. */
  monotonicityConfidence: number | null
  /** For each pair of neighbours: probability that an episode of the higher target beats one of the lower. */
  separability: number[]
  /** The largest share of falls at any target. */
  falls: number
}

/**
 * Figures of the protocol over `results` in rising order of target. `range` is what errors are measured against:
 * the P5 and P95 of the demonstrations' returns.
 */
export function dialFigures(results: readonly TargetResult[], range: readonly [number, number]): DialFigures {
  const width = range[1] - range[0]
  const episodes = results.flatMap(({ target, returns }) =>
    returns.map((achieved) => ({ target, achieved, error: Math.abs(achieved - target) })),
  )
  const neighbours = results.slice(1).map((higher, i) => [results[i], higher] as const)
  const confidences = neighbours.map(([lower, higher]) => confidenceOfRise(lower.returns, higher.returns))
  const smallest = Math.min(...confidences)
  return {
    nmaeOfMeans: mean(results.map((result) => Math.abs(result.mean - result.target))) / width,
    nmaePerEpisode: mean(episodes.map(({ error }) => error)) / width,
    rankCorrelation: rankCorrelation(
      episodes.map(({ target }) => target),
      episodes.map(({ achieved }) => achieved),
    ),
    monotonicityViolations: neighbours.filter(([lower, higher]) => !(higher.mean > lower.mean)).length,
    monotonicityConfidence: Number.isFinite(smallest) ? smallest : null,
    separability: neighbours.map(([lower, higher]) => separability(lower.returns, higher.returns)),
    falls: Math.max(...results.map(({ falls }) => falls)),
  }
}

/** `count` targets spread evenly over a range, both ends included. */
export function evenTargets(range: readonly [number, number], count: number): number[] {
  if (count === 1) return [(range[0] + range[1]) / 2]
  return Array.from({ length: count }, (_, i) => range[0] + ((range[1] - range[0]) * i) / (count - 1))
}

/**
 * How far the mean reward of any later thousand steps lies from that of the first, as a share of the dial's range: the
 * drift of an episode that goes on beyond the training horizon.
 */
export function driftOf({ perThousand }: TargetResult, range: readonly [number, number]): number {
  const [first, ...later] = perThousand
  return Math.max(0, ...later.map((reward) => Math.abs(reward - first))) / (range[1] - range[0])
}
