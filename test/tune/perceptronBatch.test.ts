import { expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import { Perceptron } from '../../src/policies/perceptron.js'
import { BATCH, PerceptronBatch } from '../../src/tune/perceptronBatch.js'

const random = createGenerator(4)
const normal = (count: number) => Float64Array.from({ length: count }, () => random.normal())
const one = new Perceptron([3, 6, 5, 2])
const batch = new PerceptronBatch(one)
const parameters = normal(one.parameters)
const inputs = normal(3 * BATCH)
const toward = normal(2 * BATCH)

/** The gradient that the batch adds to what is there. */
function addGradient(gradient: Float64Array): Float64Array {
  batch.input.set(inputs)
  batch.forward(parameters)
  batch.toward.set(toward)
  batch.backward(parameters, gradient)
  return gradient
}

test('gives the bits that a perceptron gives for one input after the other', () => {
  expect(batch.parameters).toBe(one.parameters)
  batch.input.set(inputs)
  const outputs = batch.forward(parameters)
  for (let lane = 0; lane < BATCH; lane++) {
    const laneOf = (values: Float64Array) => values.filter((_, i) => i % BATCH === lane)
    expect([...laneOf(outputs)]).toEqual([...one.forward(parameters, laneOf(inputs))])
  }
})

test('gradients agree with finite differences', () => {
  const gradient = addGradient(new Float64Array(batch.parameters))
  const value = (at: Float64Array) =>
    batch.forward(at).reduce((sum, output, i) => sum + output * toward[i], 0)
  for (let i = 0; i < parameters.length; i++) {
    const step = 1e-6
    const up = parameters.with(i, parameters[i] + step)
    const down = parameters.with(i, parameters[i] - step)
    expect(gradient[i]).toBeCloseTo((value(up) - value(down)) / (2 * step), 5)
  }
})

test('gradients add up', () => {
  const once = addGradient(new Float64Array(batch.parameters))
  const twice = addGradient(once.slice())
  twice.forEach((sum, i) => expect(sum).toBeCloseTo(2 * once[i], 10))
})
