import { type Calibration, type DialPromise, parseCalibration } from './calibration.js'
import type { TargetResult } from './figures.js'
import { isotonic } from './isotonic.js'
import { quantile } from './statistics.js'

/** Weight of a prompt at which every episode ends early, where one that lasts has 1. */
const LEAST_WEIGHT = 0.01

/** The calibration that measured results amount to. `results` in rising order of what was prompted. */
export function fitCalibration(
  results: readonly TargetResult[],
  { seed, promise }: { seed: number; promise?: DialPromise },
): Calibration {
  const medians = results.map((result) => result.median)
  return parseCalibration({
    format: 1,
    prompted: results.map(({ prompted }) => prompted),
    median: medians,
    lowerQuartile: results.map(({ returns }) => quantile(returns, 0.25)),
    upperQuartile: results.map(({ returns }) => quantile(returns, 0.75)),
    achieved: isotonic(
      medians,
      results.map(({ falls }) => Math.max(1 - falls, LEAST_WEIGHT)),
    ),
    falls: results.map(({ falls }) => falls),
    episodes: results[0].returns.length,
    seed,
    ...(promise && { promise }),
  })
}
