import { describe, expect, it } from 'vitest'
import { isotonic, poolAdjacentViolators, risingKnots } from '../../src/skill/isotonic.js'

describe('isotonic regression', () => {
  it('leaves a rising sequence as it is', () => {
    expect(isotonic([1, 2, 2, 5])).toEqual([1, 2, 2, 5])
  })

  it('pools neighbours that fall, and what they then run into', () => {
    expect(isotonic([1, 5, 3, 4])).toEqual([1, 4, 4, 4])
    expect(isotonic([4, 3, 2, 1])).toEqual([2.5, 2.5, 2.5, 2.5])
    expect(poolAdjacentViolators([1, 5, 3])).toEqual([
      { first: 0, last: 0, value: 1 },
      { first: 1, last: 2, value: 4 },
    ])
  })

  it('weighs what it pools', () => {
    expect(isotonic([4, 1], [3, 1])).toEqual([4, 4])
    expect(isotonic([4, 1], [1, 3])).toEqual([1, 1])
  })

  it('is not moved by one value that is far off', () => {
    expect(isotonic([1, 2, 3, 4, 5, -90], [1, 1, 1, 1, 1, 0.1])).toEqual([1, 2, 3, 4, 5, 5])
  })

  it('is the closest non-decreasing sequence: no other one on a grid does better', () => {
    const values = [2, 1, 3, 1]
    const error = (fit: number[]) => fit.reduce((sum, y, i) => sum + Math.abs(y - values[i]), 0)
    const best = error(isotonic(values))
    const grid = Array.from({ length: 13 }, (_, i) => i / 4)
    for (const a of grid)
      for (const b of grid)
        for (const c of grid)
          for (const d of grid)
            if (a <= b && b <= c && c <= d) expect(error([a, b, c, d])).toBeGreaterThanOrEqual(best - 1e-12)
  })
})

describe('rising knots', () => {
  it('puts a flat stretch into one point in its middle, so that the map can be read backwards', () => {
    expect(risingKnots([0, 1, 2, 3], [5, 7, 7, 9])).toEqual([
      { x: 0, y: 5 },
      { x: 1.5, y: 7 },
      { x: 3, y: 9 },
    ])
  })
  it('takes the inner edge of a flat end: what lies beyond brings no more', () => {
    expect(risingKnots([0, 1, 2, 3, 4], [5, 5, 6, 8, 8])).toEqual([
      { x: 1, y: 5 },
      { x: 2, y: 6 },
      { x: 3, y: 8 },
    ])
    expect(risingKnots([0, 1], [5, 5])).toEqual([{ x: 0.5, y: 5 }])
  })
})
