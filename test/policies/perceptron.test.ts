import { expect, test } from 'vitest'
import { Perceptron } from '../../src/policies/perceptron.js'

test('a layer is its matrix, row by row, and its biases; hidden units are softsign', () => {
  const network = new Perceptron([2, 1, 2])
  expect(network.parameters).toBe(2 + 1 + 2 + 2)
  const parameters = Float64Array.of(1, -2, 0.5, 3, -1, 0.25, 0)
  const hidden = 1 * 2 - 2 * 1.5 + 0.5
  const unit = hidden / (1 + Math.abs(hidden))
  expect([...network.forward(parameters, [2, 1.5])]).toEqual([3 * unit + 0.25, -unit])
})
