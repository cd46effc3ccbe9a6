import { expect, it } from 'vitest'
import { between, percentile } from '../../src/platform/interpolation.js'

it('a share of the way lies between the ends, either of which may be the larger', () => {
  expect([0, 0.25, 1].map((share) => between([2, 10], share))).toEqual([2, 4, 10])
  expect(between([10, 2], 0.25)).toBe(8)
})

it('percentiles are NumPy’s', () => {
  // numpy.percentile([1, 2, 4, 8], [0, 5, 50, 95, 100])
  const expected = [1, 1.15, 3, 7.4, 8]
  for (const [i, percent] of [0, 5, 50, 95, 100].entries())
    expect(percentile([1, 2, 4, 8], percent)).toBeCloseTo(expected[i], 12)
})

it('a percentile that is one of the values is that value, whatever lies beside it', () => {
  expect(percentile([1, 3, Infinity], 50)).toBe(3)
  expect(percentile(Float32Array.of(7), 30)).toBe(7)
})
