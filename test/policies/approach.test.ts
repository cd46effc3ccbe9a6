import { expect, test } from 'vitest'
import { approach } from '../../src/policies/approach.js'

test('goes up or down by at most so much, and never past where it is to be', () => {
  expect(approach(1, 5, 2)).toBe(3)
  expect(approach(1, -5, 2)).toBe(-1)
  expect(approach(4, 5, 2)).toBe(5)
  expect(approach(5, 5, 0)).toBe(5)
  expect(approach(1, 5, Infinity)).toBe(5)
})
