import { expect, it } from 'vitest'
import {
  CALIBRATION_SEEDS,
  DEMONSTRATION_SEEDS,
  EVALUATION_SEEDS,
  JUDGING_SEEDS,
  seedsFrom,
} from '../../src/skill/seeds.js'

it('training, calibration, judging and evaluation never share a seed', () => {
  const ranges = [DEMONSTRATION_SEEDS, CALIBRATION_SEEDS, JUDGING_SEEDS, EVALUATION_SEEDS]
  for (const [i, range] of ranges.entries()) {
    expect(range.first).toBeLessThan(range.last)
    if (i > 0) expect(range.first).toBeGreaterThan(ranges[i - 1].last)
    expect(range.last).toBeLessThan(2 ** 31)
  }
})

it('an offset picks another stretch, and may not leave the range', () => {
  expect(seedsFrom(JUDGING_SEEDS, 5, 3)).toEqual([1_100_000_005, 1_100_000_006, 1_100_000_007])
  expect(() => seedsFrom(JUDGING_SEEDS, 99_999_999, 2)).toThrow(/leaves the 100000000 seeds for judging/)
  expect(() => seedsFrom(JUDGING_SEEDS, -1, 2)).toThrow(/seed offset -1/)
})
