import { describe, expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import { gaitSizes, type GaitWeights } from '../../src/policies/gait.js'
import { GaitController } from '../../src/policies/gaitController.js'
import { normalised, rhythmKnots, rhythmSize } from '../../src/tune/rhythm.js'
import { recipeOf, type TuneRecipe } from '../../src/tune/recipes.js'
import { crewOf, runTask } from '../../src/tune/tasks.js'
import { tune, type TuneState } from '../../src/tune/tune.js'

const form: Omit<GaitWeights, 'knots'> = {
  envId: 'Gaitway/Walker2d-v0',
  mean: Array.from({ length: 17 }, () => 0),
  deviation: Array.from({ length: 17 }, () => 1),
  posture: { angles: [-0.1, -0.2, 0.1, -0.1, -0.2, 0.1], stiffness: 2, damping: 0.1 },
  clock: { frequency: 1.6 },
  mirrored: true,
}

/** Numbers of moderate size for a rhythm. */
const rhythm = (scale: number) => {
  const generator = createGenerator(4)
  return Array.from({ length: rhythmSize(form) }, () => scale * generator.normal())
}

/** Torques of some steps in which nothing moves. */
function torques(gait: GaitWeights, command: number, observation: Float32Array): number[][] {
  const controller = new GaitController(gait)
  controller.command = command
  return Array.from({ length: 60 }, () => [...controller.act(observation)])
}

const standing = Float32Array.from({ length: 17 }, (_, i) => (i === 0 ? 1.25 : 0))

describe('a rhythm', () => {
  test('of zeros is the posture alone', () => {
    const knots = rhythmKnots(rhythm(0), form, 3)
    knots.flat().forEach((weight) => expect(weight).toBeCloseTo(0, 12))
    expect(knots.length).toBe(3)
    expect(knots[0].length).toBe(gaitSizes(form).knot)
  })

  test('swings by turns, and not at all at command 0', () => {
    const gait = { ...form, knots: rhythmKnots(rhythm(0.2), form, 3) }
    const still = torques(gait, 0, standing)
    expect(still.at(-1)).toEqual(still[0])
    const swinging = torques(gait, 1, standing)
    const thigh = swinging.map((torque) => torque[0])
    expect(Math.max(...thigh) - Math.min(...thigh)).toBeGreaterThan(0.05)
    expect(swinging[20][0]).not.toBeCloseTo(swinging[20][3], 3)
  })

  test('is the same gait when its inputs are normalised', () => {
    const knots = rhythmKnots(rhythm(0.3), form, 2)
    const mean = form.mean.map((_, i) => 0.1 * (i % 3))
    const deviation = form.mean.map((_, i) => 0.5 + 0.1 * (i % 4))
    for (let j = 2; j < 5; j++) {
      mean[j + 3] = mean[j]
      deviation[j + 3] = deviation[j]
      mean[j + 12] = mean[j + 9]
      deviation[j + 12] = deviation[j + 9]
    }
    const plain = torques({ ...form, knots }, 0.7, standing)
    const same = torques(
      { ...form, mean, deviation, knots: normalised(knots, { ...form, mean, deviation }) },
      0.7,
      standing,
    )
    plain.forEach((torque, step) => torque.forEach((value, j) => expect(same[step][j]).toBeCloseTo(value, 5)))
  })
})

test('a search that begins with a rhythm gives the same gait however often it is interrupted', async () => {
  const walker = recipeOf('walker2d')
  const recipe: TuneRecipe = {
    ...walker,
    stages: [walker.stages[0], walker.stages[2]].map((stage) => ({
      ...stage,
      iterations: 2,
      directions: 4,
      top: 2,
      runs: 1,
      horizon: [20, 30],
    })),
  }
  const search = (state?: TuneState, onState?: (state: TuneState) => void) =>
    tune({
      body: 'walker2d',
      recipe,
      seed: 5,
      crew: crewOf(async (task) => runTask(task)),
      state,
      onState,
    })
  const saved: string[] = []
  const whole = await search(undefined, (state) => saved.push(JSON.stringify(state)))
  expect(saved.length).toBe(4)
  expect(whole.gait.knots.length).toBe(walker.knots)
  // Later stages see what the last generation saw.
  expect((JSON.parse(saved[2]) as TuneState).gait.mean).toEqual(whole.gait.mean)
  expect((JSON.parse(saved[1]) as TuneState).gait.mean).toEqual(form.mean)
  for (const text of saved.slice(0, -1)) expect((await search(JSON.parse(text))).gait).toEqual(whole.gait)
})
