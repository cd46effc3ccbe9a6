/** What lies at a share of the way from `low` to `high`. */
export function between([low, high]: readonly [number, number], share: number): number {
  return low + share * (high - low)
}

/** Value at a percentile 0–100 of ascending values, linear between the closest ranks, as NumPy has it by default. */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  const rank = ((ascending.length - 1) * percent) / 100
  const below = Math.floor(rank)
  return between([ascending[below], ascending[Math.ceil(rank)]], rank - below)
}
