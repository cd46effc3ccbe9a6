/**
 * Bits for dropout, computed from the position alone, so that the backward pass makes them again instead of storing
 * them and every backend draws the same mask. The mixing is Chris Wellons' `lowbias32`
 * (https://nullprogram.com/blog/2018/07/31/).
 */
export function hash(x: number): number {
  x ^= x >>> 16
  x = Math.imul(x, 0x7feb352d)
  x ^= x >>> 15
  x = Math.imul(x, 0x846ca68b)
  x ^= x >>> 16
  return x >>> 0
}

/** A seed for one dropout site (layer and place) of one training step. */
export const siteSeed = (seed: number, step: number, site: number): number =>
  hash((hash((hash(seed >>> 0) + step) >>> 0) + site) >>> 0)

/** The hash's upper 24 bits must reach this for a value to stay. */
export const keepThreshold = (rate: number): number => Math.round(rate * 0x1000000)
