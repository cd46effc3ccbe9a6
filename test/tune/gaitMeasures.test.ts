import { expect, test } from 'vitest'
import { GaitWatch, type GaitMeasures } from '../../src/tune/gaitMeasures.js'
import { bodyOf, LocomotionEnv } from '../../src/sim/index.js'

/** What is measured over some steps from a state of the cheetah. */
function watched(
  steps: number,
  action: (step: number) => number,
  begin: (qpos: Float64Array, qvel: Float64Array) => void,
): GaitMeasures {
  const env = new LocomotionEnv(bodyOf('Gaitway/HalfCheetah-v0'), { resetNoiseScale: 0 })
  env.reset({ seed: 0 })
  const { qpos, qvel } = env.state()
  begin(qpos, qvel)
  env.setState(qpos, qvel)
  const watch = new GaitWatch(env)
  for (let step = 0; step < steps; step++) {
    const torques = new Float32Array(6).fill(action(step))
    env.step(torques)
    watch.observe(torques)
  }
  env.close()
  return watch.measures
}

test('a body in the air touches nothing and slips nowhere', () => {
  const { airborne, slip } = watched(
    10,
    () => 0,
    (qpos) => (qpos[1] += 5),
  )
  expect(airborne).toBe(1)
  expect(slip).toBe(0)
})

test('a body that stands slips little, one that is pushed along slips much', () => {
  const standing = watched(
    40,
    () => 0,
    () => {},
  )
  const pushed = watched(
    8,
    () => 0,
    (_, qvel) => (qvel[0] = 4),
  )
  expect(standing.airborne).toBeLessThan(0.3)
  expect(standing.slip).toBeLessThan(0.3)
  expect(pushed.slip).toBeGreaterThan(1)
})

test('torque that alternates at every step chatters most, steady torque not at all', () => {
  const alternating = watched(
    200,
    (step) => (step % 2 ? 1 : -1),
    () => {},
  )
  const steady = watched(
    200,
    () => 0.5,
    () => {},
  )
  expect(alternating.chatter).toBeGreaterThan(15.8)
  expect(steady.chatter).toBeLessThan(0.01)
})
