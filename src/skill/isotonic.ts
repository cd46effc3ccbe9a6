/** A stretch of neighbouring inputs that share one fitted value. */
export interface Block {
  first: number
  last: number
  value: number
}

/**
 * Isotonic median regression by pooling adjacent violators (Robertson and Wright, "Multiple isotonic median regression",
 * 1973): the non-decreasing sequence with the smallest sum of weighted absolute distances from `values`, as blocks in
 * order. Each block's value is the weighted median of what it pooled, so that one value far off does not move the others.
 */
export function poolAdjacentViolators(values: readonly number[], weights?: readonly number[]): Block[] {
  const blocks: Block[] = []
  for (const [index, value] of values.entries()) {
    blocks.push({ first: index, last: index, value })
    while (blocks.length > 1) {
      const right = blocks[blocks.length - 1]
      const left = blocks[blocks.length - 2]
      if (left.value <= right.value) break
      blocks.pop()
      left.last = right.last
      left.value = weightedMedian(
        values.slice(left.first, left.last + 1),
        weights?.slice(left.first, left.last + 1),
      )
    }
  }
  return blocks
}

/** The value with half of the weight on either side, or the middle between two that have. Weights are above 0. */
function weightedMedian(values: readonly number[], weights: readonly number[] = values.map(() => 1)): number {
  const rising = values
    .map((value, i) => ({ value, weight: weights[i] }))
    .toSorted((a, b) => a.value - b.value)
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  let below = 0
  const at = rising.findIndex(({ weight }) => (below += weight) >= half)
  return below === half ? (rising[at].value + rising[at + 1].value) / 2 : rising[at].value
}

/** The fitted value at every input. */
export function isotonic(values: readonly number[], weights?: readonly number[]): number[] {
  return poolAdjacentViolators(values, weights).flatMap(({ first, last, value }) =>
    Array<number>(last - first + 1).fill(value),
  )
}

/** A point of a strictly rising, piecewise linear map. */
export interface Knot {
  x: number
  y: number
}

/**
 * The rising part of a fitted sequence: one knot a block, because a flat stretch has no inverse. The knot stands in the
 * block's middle; at both ends of the sequence, where it is flat because more (or less) is not to be had, at the inner
 * edge: going further out only strains. Blocks of equal value merge.
 */
export function risingKnots(x: readonly number[], y: readonly number[]): Knot[] {
  const knots: Knot[] = []
  for (let start = 0; start < y.length;) {
    let end = start
    while (end + 1 < y.length && y[end + 1] <= y[start]) end++
    const isFirst = start === 0
    const isLast = end === y.length - 1
    const place = isFirst === isLast ? (x[start] + x[end]) / 2 : isFirst ? x[end] : x[start]
    knots.push({ x: place, y: y[start] })
    start = end + 1
  }
  return knots
}
