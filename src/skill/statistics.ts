import { percentile } from '../platform/index.js'

/** The few statistics that the evaluation protocol is made of. Every one of them refuses an empty sample. */

function requireSome(values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError('a statistic of no values is not defined')
}

export function mean(values: ArrayLike<number>): number {
  requireSome(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** Population standard deviation, as NumPy's `std` gives by default. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2
  return Math.sqrt(sum / values.length)
}

/** The `fraction`-quantile with linear interpolation between order statistics, as NumPy does by default. */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  requireSome(values)
  return percentile([...Float64Array.from(values).sort()], fraction * 100)
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** Ranks from 1; equal values share the average of the ranks they cover. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b])
  const result = new Float64Array(values.length)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end]] === values[order[start]]) end++
    for (let i = start; i < end; i++) result[order[i]] = (start + 1 + end) / 2
    start = end
  }
  return result
}

/**
 * Spearman's rank correlation with averaged ranks for ties; NaN where one side is constant. Targets that repeat cap it
 * below 1: g equal groups allow sqrt(1 − 1/g²) at most.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`rank correlation of ${a.length} and ${b.length} values`)
  requireSome(a)
  const ra = ranks(a)
  const rb = ranks(b)
  const ma = mean(ra)
  const mb = mean(rb)
  let cross = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < ra.length; i++) {
    cross += (ra[i] - ma) * (rb[i] - mb)
    aa += (ra[i] - ma) ** 2
    bb += (rb[i] - mb) ** 2
  }
  return cross / Math.sqrt(aa * bb)
}

/**
 * Probability that a value drawn from `higher` exceeds one drawn from `lower`, ties counting half: Mann–Whitney's U
 * divided by its largest value. 0.5 means that the two cannot be told apart.
 */
export function separability(lower: ArrayLike<number>, higher: ArrayLike<number>): number {
  requireSome(lower)
  requireSome(higher)
  let wins = 0
  for (let i = 0; i < higher.length; i++) {
    for (let j = 0; j < lower.length; j++) {
      if (higher[i] > lower[j]) wins += 1
      else if (higher[i] === lower[j]) wins += 0.5
    }
  }
  return wins / (lower.length * higher.length)
}

/** Abramowitz and Stegun 7.1.26; the error is below 1.5e-7. */
function normalCumulative(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const erf = 1 - poly * Math.exp(-x * x)
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2
}

/**
 * Confidence that the mean behind `higher` exceeds the mean behind `lower`: Welch's statistic read from the normal
 * distribution. With a spread of zero it is 0, 0.5 or 1; a single value a side says nothing about spread, so it
 * needs two.
 */
export function confidenceOfRise(lower: ArrayLike<number>, higher: ArrayLike<number>): number {
  if (lower.length < 2 || higher.length < 2) return Number.NaN
  const difference = mean(higher) - mean(lower)
  // Population variance / (n − 1) is the sample variance / n.
  const variance =
    standardDeviation(lower) ** 2 / (lower.length - 1) + standardDeviation(higher) ** 2 / (higher.length - 1)
  if (variance === 0) return difference > 0 ? 1 : difference < 0 ? 0 : 0.5
  return normalCumulative(difference / Math.sqrt(variance))
}
