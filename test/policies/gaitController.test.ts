import { describe, expect, test } from 'vitest'
import { createGenerator } from '../../src/gym/seeding.js'
import { GaitController } from '../../src/policies/gaitController.js'

// One hinge: observations are z, pitch, angle, three rates of the torso, and the hinge's rate.
const gait = {
  envId: 'Gaitway/Hopper-v0',
  mean: [1, 0, 0, 0, 0, 0, 0],
  deviation: [2, 1, 1, 1, 1, 1, 1],
  posture: { angles: [0.1], stiffness: 2, damping: 0.5 },
  knots: [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0.25],
  ],
}

test('torque is posture plus weights that grow with the command', () => {
  const controller = new GaitController(gait)
  const observation = Float32Array.of(2, 0, 0.3, 0, 0, 0, 0.4)
  const posture = 2 * (0.1 - 0.3) - 0.5 * 0.4
  controller.command = 0
  expect(controller.act(observation)[0]).toBeCloseTo(posture, 5)
  controller.command = 1
  expect(controller.act(observation)[0]).toBeCloseTo(posture + 0.5 + 0.25, 5)
  controller.command = 0.5
  expect(controller.act(observation)[0]).toBeCloseTo(posture + 0.375, 5)
})

test('torque is clipped to what the actuators can', () => {
  const controller = new GaitController(gait)
  controller.command = 1
  expect(controller.act(Float32Array.of(50, 0, 0, 0, 0, 0, 0))[0]).toBe(1)
  expect(controller.act(Float32Array.of(-50, 0, 0, 0, 0, 0, 0))[0]).toBe(-1)
})

describe('a mirrored gait with a clock', () => {
  const random = createGenerator(3)
  const inputs = 17 + 1 + 4
  const walker = {
    envId: 'Gaitway/Walker2d-v0',
    mean: Array.from({ length: 17 }, () => 0),
    deviation: Array.from({ length: 17 }, () => 1),
    posture: { angles: [0, 0, 0, 0, 0, 0], stiffness: 0, damping: 0 },
    knots: [Array.from({ length: 3 * inputs + 1 }, () => 0.1 * random.normal())],
    // Half a turn in 50 steps of 8 ms, whatever the last weight says about it.
    clock: { frequency: 1.25 },
    mirrored: true,
  }
  walker.knots[0][3 * inputs] = 0

  test('does on the left what it does on the right, half a turn later', () => {
    const observation = Float32Array.from({ length: 17 }, () => random.uniform(-0.5, 0.5))
    const exchanged = observation.slice()
    for (const first of [2, 11]) {
      exchanged.set(observation.subarray(first, first + 3), first + 3)
      exchanged.set(observation.subarray(first + 3, first + 6), first)
    }
    const controller = new GaitController(walker)
    controller.command = 1
    const now = controller.act(observation)
    for (let step = 1; step < 50; step++) controller.act(observation)
    const later = controller.act(exchanged)
    for (let j = 0; j < 6; j++) expect(later[(j + 3) % 6]).toBeCloseTo(now[j], 5)
    expect(now[0]).not.toBeCloseTo(now[3], 2)
  })

  test('starts its clock again with an episode', () => {
    const controller = new GaitController(walker)
    controller.command = 0
    const observation = new Float32Array(17)
    const first = controller.act(observation)
    expect(controller.act(observation)).not.toEqual(first)
    controller.reset()
    expect(controller.act(observation)).toEqual(first)
  })
})

test('a ramp follows the command from 0, so much a second', () => {
  const controller = new GaitController({ ...gait, ramp: 10 })
  controller.command = 1
  expect(controller.reached).toBe(0)
  const observation = Float32Array.of(1, 0, 0, 0, 0, 0, 0)
  const standing = new GaitController(gait).act(observation)[0]
  const reached = Array.from({ length: 14 }, () => {
    const torque = controller.act(observation)[0]
    expect(torque).toBeCloseTo(standing + 0.25 * controller.reached, 5)
    return controller.reached
  })
  // Steps of 8 ms: 0.08 each.
  expect(reached[0]).toBeCloseTo(0.08)
  expect(reached[9]).toBeCloseTo(0.8)
  expect(reached[13]).toBe(1)
  controller.command = 0.95
  controller.act(observation)
  expect(controller.reached).toBe(0.95)
  controller.reset()
  expect(controller.reached).toBe(0)
})

test('a governor keeps the command near the speed of the body', () => {
  const controller = new GaitController({ ...gait, ramp: 10, governor: { speed: 4, margin: 0.4 } })
  const at = (speed: number) => Float32Array.of(1, 0, 0, speed, 0, 0, 0)
  const follow = (speed: number, seconds: number) => {
    for (let step = 0; step < seconds / 0.008; step++) controller.act(at(speed))
    return controller.reached
  }
  controller.command = 1
  expect(follow(0, 0.2)).toBe(1)
  expect(follow(3.6, 3)).toBe(1)
  controller.command = 0
  // 3.6 m/s are 0.4 more than the 3.2 that command 0.8 stands for.
  expect(follow(3.6, 3)).toBeCloseTo(0.8)
  expect(follow(1.2, 3)).toBeCloseTo(0.2)
  // A body that runs away is followed, so that it is steered by what is good at its speed.
  expect(follow(2, 3)).toBeCloseTo(0.4)
  expect(follow(0, 1)).toBe(0)
  controller.command = 0.5
  expect(follow(0, 0.2)).toBe(0.5)
})

test('a correction is added to the torque and sees the command', () => {
  // No hidden layer: linear in 7 observations, the constant 1 and 2 · command − 1, then a bias.
  const parameters = [0, 0, 0, 0, 0, 0, 0, 0.2, 0.1, 0.05]
  const corrected = new GaitController({ ...gait, correction: { hidden: [], parameters } })
  const plain = new GaitController(gait)
  const observation = Float32Array.of(1, 0, 0.1, 0, 0, 0, 0)
  for (const command of [0, 0.25, 1]) {
    corrected.command = plain.command = command
    const more = corrected.act(observation)[0] - plain.act(observation)[0]
    expect(more).toBeCloseTo(0.25 + 0.1 * (2 * command - 1), 5)
  }
})

test('a correction counts where the linear part has saturated', () => {
  // Nothing but a bias of -0.4.
  const parameters = [0, 0, 0, 0, 0, 0, 0, 0, 0, -0.4]
  const corrected = new GaitController({ ...gait, correction: { hidden: [], parameters } })
  corrected.command = 1
  expect(corrected.act(Float32Array.of(50, 0, 0, 0, 0, 0, 0))[0]).toBeCloseTo(0.6, 6)
  expect(corrected.act(Float32Array.of(-50, 0, 0, 0, 0, 0, 0))[0]).toBe(-1)
})
