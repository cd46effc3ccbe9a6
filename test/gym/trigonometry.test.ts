import { expect, test } from 'vitest'
import { arctangent2, cosine, sine } from '../../src/gym/trigonometry.js'

const angles = Array.from({ length: 4001 }, (_, i) => (i - 2000) * 0.0137)

test('sine and cosine are within 1e-15 of the engine’s own', () => {
  for (const angle of angles) {
    expect(Math.abs(sine(angle) - Math.sin(angle))).toBeLessThan(1e-15)
    expect(Math.abs(cosine(angle) - Math.cos(angle))).toBeLessThan(1e-15)
  }
})

test('arctangent2 finds every angle again, in all four quadrants', () => {
  for (const angle of angles.filter((a) => Math.abs(a) < Math.PI))
    expect(Math.abs(arctangent2(Math.sin(angle), Math.cos(angle)) - angle)).toBeLessThan(1e-15)
  expect(arctangent2(0, 0)).toBe(0)
  expect(arctangent2(1, 0)).toBe(Math.PI / 2)
  expect(arctangent2(0, -1)).toBe(Math.PI)
})

test('the bits are the same in every engine: a sum over many angles is known', () => {
  let sum = 0
  for (const angle of angles) sum += sine(angle) * 3 + cosine(angle) + arctangent2(angle, 1.3)
  expect(sum).toBe(111.34452912788217)
})
