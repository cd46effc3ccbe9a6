import { expect, test } from 'vitest'
import { checkAction } from '../../src/gym/index.js'

test('lets a Float32Array of the right length and finite numbers through', () => {
  expect(() => checkAction(Float32Array.of(-1, 0, 7), 3, 'Arcade/Lander-v0')).not.toThrow()
})

test.each([
  [Float32Array.of(1, 2), 'Float32Array of 3 numbers, got Float32Array of 2'],
  [[1, 2, 3], 'Float32Array of 3 numbers, got array of 3'],
  [Float64Array.of(1, 2, 3), 'Float32Array of 3 numbers, got Float64Array of 3'],
  [undefined, 'Float32Array of 3 numbers, got undefined'],
  ['north', 'Float32Array of 3 numbers, got "north"'],
  [{ x: 1 }, 'Float32Array of 3 numbers, got object with x'],
  [Float32Array.of(1, NaN, 3), 'Float32Array of 3 finite numbers, got NaN at index 1'],
  [Float32Array.of(1, 2, -Infinity), 'Float32Array of 3 finite numbers, got -Infinity at index 2'],
])('refuses %j', (action, message) => {
  expect(() => checkAction(action, 3, 'Arcade/Lander-v0')).toThrow(
    `Arcade/Lander-v0: step expects a ${message}`,
  )
})
