/** A stretch of neighbouring inputs that share one fitted value. */
export interface Block {
  first: number
  last: number
  value: number
}

/**
 * Isotonic least squares by pooling adjacent violators (Ayer et al. 1955): the non-decreasing sequence closest to
 * `values` under `weights`, as blocks in order. Each block's value is the weighted mean of what it pooled.
 */
export function poolAdjacentViolators(values: readonly number[], weights?: readonly number[]): Block[] {
  const blocks: (Block & { weight: number })[] = []
  for (const [index, value] of values.entries()) {
    blocks.push({ first: index, last: index, value, weight: weights?.[index] ?? 1 })
    while (blocks.length > 1) {
      const right = blocks[blocks.length - 1]
      const left = blocks[blocks.length - 2]
      if (left.value <= right.value) break
      blocks.pop()
      const weight = left.weight + right.weight
      left.value = (left.value * left.weight + right.value * right.weight) / weight
      left.weight = weight
      left.last = right.last
    }
  }
  return blocks.map(({ first, last, value }) => ({ first, last, value }))
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
