import { InputError } from '../platform/index.js'

/** A range of environment seeds, both ends included. */
export interface SeedRange {
  first: number
  last: number
  purpose: string
}

/**
 * A dial is only honest on episodes that neither its training nor its calibration has seen. A seed fixes an episode's
 * start, so the four uses draw from ranges that never meet.
 */
export const DEMONSTRATION_SEEDS: SeedRange = { first: 0, last: 999_999_999, purpose: 'demonstrations' }
export const CALIBRATION_SEEDS: SeedRange = {
  first: 1_000_000_000,
  last: 1_099_999_999,
  purpose: 'calibration',
}
export const JUDGING_SEEDS: SeedRange = { first: 1_100_000_000, last: 1_199_999_999, purpose: 'judging' }
export const EVALUATION_SEEDS: SeedRange = {
  first: 1_200_000_000,
  last: 1_299_999_999,
  purpose: 'evaluation',
}

/**
 * `count` seeds from `range`; `offset` picks another stretch of it, so that a second judgement need not repeat the
 * first. Throws `InputError` where the stretch would leave the range.
 */
export function seedsFrom(range: SeedRange, offset: number, count: number): number[] {
  const size = range.last - range.first + 1
  if (!Number.isInteger(offset) || offset < 0 || offset + count > size) {
    throw new InputError(
      `seed offset ${offset} with ${count} episodes leaves the ${size} seeds for ${range.purpose}; ` +
        `choose one from 0 to ${size - count}`,
    )
  }
  return Array.from({ length: count }, (_, index) => range.first + offset + index)
}
