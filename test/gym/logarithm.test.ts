import { expect, test } from 'vitest'
import { log } from '../../src/gym/logarithm.js'

test('agrees with Math.log to the last place but one', () => {
  for (let exponent = -300; exponent <= 300; exponent++) {
    for (const factor of [1, 1.1, 1.4142135, 1.4142136, 1.7, 1.999]) {
      const x = factor * 10 ** exponent
      expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(
        2 ** -52 * Math.max(Math.abs(Math.log(x)), 2 ** -52),
      )
    }
  }
})

test('is exact where the answer is', () => {
  expect(log(1)).toBe(0)
  expect(log(2)).toBe(Math.LN2)
  expect(log(0.5)).toBe(-Math.LN2)
})

test('ends of the range', () => {
  expect(log(0)).toBe(-Infinity)
  expect(log(Infinity)).toBe(Infinity)
  expect(log(-1)).toBeNaN()
  expect(log(NaN)).toBeNaN()
  expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 10)
})
