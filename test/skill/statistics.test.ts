import { describe, expect, it } from 'vitest'
import {
  confidenceOfRise,
  mean,
  median,
  quantile,
  rankCorrelation,
  ranks,
  separability,
  standardDeviation,
} from '../../src/skill/statistics.js'

describe('statistics', () => {
  it('gives NumPy’s mean, population deviation and quantiles', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6]
    expect(mean(values)).toBe(3.875)
    expect(standardDeviation(values)).toBeCloseTo(2.5708704, 6)
    expect(median(values)).toBe(3.5)
    expect(quantile(values, 0.25)).toBe(1.75)
    expect(quantile(values, 0.95)).toBeCloseTo(7.95, 12)
  })

  it('leaves the values that it is given in their order', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })

  it('refuses an empty sample', () => {
    expect(() => mean([])).toThrow(RangeError)
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })

  it('shares the average rank among equal values', () => {
    expect([...ranks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1])
  })
})

describe('rank correlation', () => {
  it('is 1 for any rising relation and −1 for any falling one', () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12)
    expect(rankCorrelation([1, 2, 3, 4], [-1, -10, -100, -1000])).toBeCloseTo(-1, 12)
  })

  it('is Pearson’s of the averaged ranks where values are tied', () => {
    // Ranks about their mean: −2 −2 0 0 2 2 and −2.5 −1 −1 0.5 2.5 1.5; 15 / sqrt(16 · 17).
    expect(rankCorrelation([1, 1, 2, 2, 3, 3], [1, 2, 2, 3, 5, 4])).toBeCloseTo(15 / Math.sqrt(272), 12)
  })

  it('cannot reach 1 where seven targets repeat: 0.990 is the most', () => {
    const targets = Array.from({ length: 140 }, (_, i) => Math.floor(i / 20))
    const achieved = Array.from({ length: 140 }, (_, i) => i)
    expect(rankCorrelation(targets, achieved)).toBeCloseTo(Math.sqrt(1 - 1 / 49), 3)
  })

  it('is not defined against a constant', () => {
    expect(rankCorrelation([1, 2, 3], [7, 7, 7])).toBeNaN()
  })
})

describe('telling two levels apart', () => {
  it('separability is the chance that an episode of the higher level wins', () => {
    expect(separability([1, 2], [3, 4])).toBe(1)
    expect(separability([3, 4], [1, 2])).toBe(0)
    expect(separability([1, 2], [1, 2])).toBe(0.5)
    expect(separability([1, 3], [2, 4])).toBe(0.75)
  })

  it('confidence that the mean rises follows Welch’s statistic', () => {
    // Means 10 and 12, sample variance 2.5 each, 5 values: z = 2 / sqrt(0.5 + 0.5) = 2.
    expect(confidenceOfRise([8, 9, 10, 11, 12], [10, 11, 12, 13, 14])).toBeCloseTo(0.97725, 4)
    expect(confidenceOfRise([10, 11, 12, 13, 14], [8, 9, 10, 11, 12])).toBeCloseTo(0.02275, 4)
  })

  it('says nothing from a single episode', () => {
    expect(confidenceOfRise([1], [2])).toBeNaN()
  })
})
