import { expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import { Perceptron } from '../../src/policies/perceptron.js'

test('a layer is its matrix, row by row, and its biases; hidden units are softsign', () => {
  const network = new Perceptron([2, 1, 2])
  expect(network.parameters).toBe(2 + 1 + 2 + 2)
  const parameters = Float64Array.of(1, -2, 0.5, 3, -1, 0.25, 0)
  const hidden = 1 * 2 - 2 * 1.5 + 0.5
  const unit = hidden / (1 + Math.abs(hidden))
  expect([...network.forward(parameters, [2, 1.5])]).toEqual([3 * unit + 0.25, -unit])
})

test('gradients agree with finite differences', () => {
  const random = createGenerator(1)
  const network = new Perceptron([3, 5, 4, 2])
  const parameters = Float64Array.from({ length: network.parameters }, () => random.normal())
  const input = [0.3, -1.2, 0.7]
  const toward = [0.8, -0.4]
  const value = (at: Float64Array) => {
    const [a, b] = network.forward(at, input)
    return a * toward[0] + b * toward[1]
  }
  value(parameters)
  const gradient = new Float64Array(network.parameters)
  network.backward(parameters, toward, gradient)
  for (let i = 0; i < parameters.length; i++) {
    const step = 1e-6
    const up = parameters.with(i, parameters[i] + step)
    const down = parameters.with(i, parameters[i] - step)
    expect(gradient[i]).toBeCloseTo((value(up) - value(down)) / (2 * step), 6)
  }
})

test('gradients add up', () => {
  const network = new Perceptron([1, 1])
  const gradient = new Float64Array(2)
  for (const input of [2, 3]) {
    network.forward(Float64Array.of(1, 0), [input])
    network.backward(Float64Array.of(1, 0), [1], gradient)
  }
  expect([...gradient]).toEqual([5, 2])
})
