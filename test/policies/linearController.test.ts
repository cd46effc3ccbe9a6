import { expect, test } from 'vitest'
import { LinearController } from '../../src/policies/linearController.js'

// One hinge: observations are z, pitch, angle, three rates of the torso, and the hinge's rate.
const gait = {
  mean: [1, 0, 0, 0, 0, 0, 0],
  deviation: [2, 1, 1, 1, 1, 1, 1],
  posture: { angles: [0.1], stiffness: 2, damping: 0.5 },
  knots: [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0.25],
  ],
}

test('torque is posture plus weights that grow with the command', () => {
  const controller = new LinearController(gait)
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
  const controller = new LinearController(gait)
  controller.command = 1
  expect(controller.act(Float32Array.of(50, 0, 0, 0, 0, 0, 0))[0]).toBe(1)
  expect(controller.act(Float32Array.of(-50, 0, 0, 0, 0, 0, 0))[0]).toBe(-1)
})
