import { expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import type { CorrectionSettings } from '../../src/sim/index.js'
import { correctionNetwork, gaitSizes, type GaitWeights } from '../../src/policies/gait.js'
import { adamStep, newAdam } from '../../src/tune/adam.js'
import { beginCorrection, iterateCorrection } from '../../src/tune/correction.js'
import { surrogateGradient } from '../../src/tune/proximal.js'
import { recipeOf } from '../../src/tune/recipes.js'
import { crewOf, runTask } from '../../src/tune/tasks.js'
import { collect, type TrajectoryTask, valueNetwork, valueScale } from '../../src/tune/trajectory.js'

const reward = {
  speeds: [0, 1],
  widths: [0.5, 0.5],
  effort: 0.1,
  slip: 0.1,
  chatter: 0.1,
  lean: 1,
  fall: 20,
} as const
const settings: CorrectionSettings = {
  ramp: 1,
  hidden: [8],
  reward,
  lanes: 2,
  steps: 60,
  epochs: 2,
  batch: 60,
  stepSize: 0.003,
  valueStepSize: 0.001,
  divergence: 0.01,
  clip: 0.2,
  noise: [0.3, 0.1],
  discount: 0.99,
  decay: 0.95,
  commands: 'fast',
  commandLasts: 50,
}

function standing(): GaitWeights {
  const { posture, envId } = recipeOf('hopper')
  const form = { envId, posture, mean: Array.from({ length: 11 }, () => 0) }
  return {
    ...form,
    deviation: form.mean.map(() => 1),
    knots: [Array.from({ length: gaitSizes(form).knot }, () => 0)],
  }
}

function taskOf(gait: GaitWeights, more: Partial<TrajectoryTask> = {}): TrajectoryTask {
  const { value, logDeviation } = beginCorrection(gait, settings, createGenerator(3))
  return {
    gait,
    value: { hidden: settings.hidden, parameters: Float64Array.from(value) },
    logDeviation,
    reward,
    discount: 0.9,
    decay: 0.8,
    commands: 0.15,
    commandLasts: 50,
    seed: 11,
    steps: 80,
    ...more,
  }
}

test('the body stands at command 0, on a share of what its slowest gait does', () => {
  const gait = standing()
  gait.knots = [gait.knots[0].map((_, i) => i), gait.knots[0]]
  beginCorrection(gait, { ...settings, stand: 0.5 }, createGenerator(1))
  expect(gait.knots.length).toBe(3)
  expect(gait.knots[0]).toEqual(gait.knots[1].map((weight) => weight / 2))
})

test('a trajectory goes on with a new episode after a fall, and what follows a fall has no say in what led to it', () => {
  const task = taskOf(standing())
  const trajectory = collect(task)
  expect(trajectory.falls).toBeGreaterThan(0)
  // The step of a fall: its return is its reward alone, and that is dominated by what a fall costs.
  const falls = trajectory.returns.reduce((count, value) => count + (value < -15 ? 1 : 0), 0)
  expect(falls).toBeGreaterThanOrEqual(trajectory.falls)
  expect(collect(task)).toEqual(trajectory)
})

test('returns are values plus advantages', () => {
  const gait = standing()
  const task = taskOf(gait)
  const { returns, advantages, valueInputs } = collect(task)
  const network = valueNetwork(gait, settings.hidden)
  for (const k of [0, 17, 79]) {
    const state = valueInputs.subarray(k * network.inputs, (k + 1) * network.inputs)
    const [value] = network.forward(task.value.parameters, state)
    expect(returns[k] - advantages[k]).toBeCloseTo(value * valueScale(task.discount), 10)
  }
})

test('the surrogate’s gradients agree with finite differences', () => {
  const gait = standing()
  const task = taskOf(gait, { steps: 20 })
  const { inputs, valueInputs, added, logDensity, advantages, returns } = collect(task)
  const batch = { inputs, valueInputs, added, logDensity, advantages, returns, clip: 0.2, discount: 0.9 }
  const { value } = task
  const log = [...task.logDeviation]
  const parameters = gait.correction?.parameters ?? []
  const network = correctionNetwork(gait, settings.hidden)
  const loss = () =>
    returns.reduce((sum, _, k) => {
      const means = network.forward(
        Float64Array.from(parameters),
        inputs.subarray(k * network.inputs, (k + 1) * network.inputs),
      )
      let density = 0
      for (let j = 0; j < 3; j++)
        density -= 0.5 * ((added[3 * k + j] - means[j]) / Math.exp(log[j])) ** 2 + log[j]
      return sum - Math.exp(density - logDensity[k]) * advantages[k]
    }, 0)
  const gradient = surrogateGradient({ gait, value, logDeviation: log, ...batch })
  expect(gradient.divergence).toBeCloseTo(0, 10)
  const slope = (numbers: number[], i: number) => {
    const was = numbers[i]
    numbers[i] = was + 1e-6
    const up = loss()
    numbers[i] = was - 1e-6
    const down = loss()
    numbers[i] = was
    return (up - down) / 2e-6
  }
  for (const i of [0, 40, parameters.length - 1])
    expect(gradient.correction[i]).toBeCloseTo(slope(parameters, i), 3)
  for (const j of [0, 2]) expect(gradient.deviation[j]).toBeCloseTo(slope(log, j), 3)
})

test('an action that has moved far enough wins nothing more', () => {
  const gait = standing()
  const task = taskOf(gait, { steps: 5 })
  const steps = collect(task)
  // As if the actions had been half as likely when they were taken.
  const logDensity = steps.logDensity.map((density) => density - Math.log(2))
  const { value, logDeviation } = task
  const gradient = (advantage: number) =>
    surrogateGradient({
      gait,
      value,
      logDeviation,
      ...steps,
      logDensity,
      advantages: steps.advantages.fill(advantage),
      clip: 0.2,
      discount: 0.9,
    })
  expect(gradient(1).correction.every((slope) => slope === 0)).toBe(true)
  expect(gradient(-1).correction.some((slope) => slope !== 0)).toBe(true)
})

test('learns to stay upright where the posture alone falls', async () => {
  const gait = standing()
  const random = createGenerator(2)
  const still = {
    ...settings,
    lanes: 4,
    steps: 150,
    batch: 150,
    epochs: 6,
    stepSize: 0.01,
    reward: { ...reward, speeds: [0, 0] } as const,
  }
  const state = beginCorrection(gait, still, random)
  const crew = crewOf(async (task) => runTask(task))
  const scores: number[] = []
  for (let i = 0; i < 8; i++)
    scores.push((await iterateCorrection(gait, state, still, i / 8, random, crew)).score)
  expect(scores[7]).toBeGreaterThan(scores[0] + 0.2)
})

test('Adam steps against the gradient, by the step size at first', () => {
  const parameters = Float64Array.of(1, 1)
  adamStep(newAdam(2), parameters, Float64Array.of(0.3, -20), 0.1)
  expect([...parameters].map((value) => Math.round(1000 * value))).toEqual([900, 1100])
})
