import { expect, test } from 'vitest'
import * as v from 'valibot'
import { make, makeVec, register, unregister } from '../../src/gym/index.js'
import { bodies, LocomotionEnv, LocomotionVectorEnv, type Task } from '../../src/sim/index.js'

/** To stand as still as possible: all that a second task of the hopper takes. */
const stand: Task<{ lowest?: number }> = {
  options: { lowest: v.optional(v.number()) },
  judge: ({ lowest = 1 }) => ({
    judge({ height, xVelocity, effort }, info) {
      info.reward_still = -Math.abs(xVelocity)
      return { reward: 1 - Math.abs(xVelocity) - 0.01 * effort, isOver: height < lowest }
    },
  }),
}

const { hopper } = bodies

test('a second task judges the same physics otherwise', () => {
  const running = new LocomotionEnv(hopper)
  const standing = new LocomotionEnv(hopper, {}, stand)
  expect(standing.reset({ seed: 4 })[0]).toEqual(running.reset({ seed: 4 })[0])
  const action = Float32Array.of(0.5, -0.5, 1)
  for (let step = 0; step < 5; step++) {
    const [expected] = running.step(action)
    const [observation, reward, , , info] = standing.step(action)
    expect(observation).toEqual(expected)
    expect(reward).toBeCloseTo(1 - Math.abs(info.x_velocity as number) - 0.015, 6)
    expect(reward).toBe(Math.fround(reward))
    expect(info).toHaveProperty('reward_still')
    expect(info).not.toHaveProperty('reward_forward')
  }
})

test('its end is its own', () => {
  const env = new LocomotionEnv(hopper, {}, stand)
  env.reset({ seed: 1 })
  let height = NaN
  let steps = 0
  for (let over = false; !over && steps < 500; steps++) {
    const [observation, , terminated] = env.step(new Float32Array(3))
    height = observation[0]
    over = terminated
  }
  expect(steps).toBeLessThan(500)
  expect(height).toBeLessThan(1)
  // The hopper that runs would have fallen at 0.7 m, or by its pitch.
  expect(height).toBeGreaterThan(0.9)
})

test('its options are its own, beside those of the physics', () => {
  const env = new LocomotionEnv(hopper, { frameSkip: 2, lowest: 1.2 } as object, stand)
  expect(env.dt).toBe(0.004)
  env.reset({ seed: 1 })
  expect(() => new LocomotionEnv(hopper, { forwardRewardWeight: 2 }, stand)).toThrow(/forwardRewardWeight/)
  expect(() => new LocomotionEnv(hopper, { lowest: 1 } as object)).toThrow(/lowest/)
  expect(() => new LocomotionEnv(hopper, { lowest: 'low' } as object, stand)).toThrow(/hopper option lowest/)
})

test('with an id it is made like any other, alone and in many lanes', async () => {
  const id = 'Test/HopperStand-v0'
  register({
    id,
    entryPoint: (options) => new LocomotionEnv(hopper, options, stand),
    vectorEntryPoint: (options) => new LocomotionVectorEnv(hopper, options as { numEnvs: number }, stand),
    maxEpisodeSteps: 100,
  })
  const alone = make(id)
  const lanes = makeVec(id, { numEnvs: 2 })
  alone.reset({ seed: 6 })
  await lanes.reset({ seed: 6 })
  for (let step = 0; step < 10; step++) {
    const [, reward] = alone.step(Float32Array.of(1, 0, 0))
    const [, rewards] = await lanes.step(Float32Array.of(1, 0, 0, 0, 0, 0))
    expect(rewards[0]).toBe(reward)
  }
  unregister(id)
})
