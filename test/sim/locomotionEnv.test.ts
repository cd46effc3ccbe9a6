import { describe, expect, test } from 'vitest'
import '../../src/sim/register.js'
import { make } from '../../src/gym/registration.js'
import { InputError } from '../../src/platform/errors.js'
import { bodyOf, LocomotionEnv } from '../../src/sim/index.js'

const sizes = {
  'Gaitway/HalfCheetah-v0': [17, 6],
  'Gaitway/Hopper-v0': [11, 3],
  'Gaitway/Walker2d-v0': [17, 6],
}

describe.each(Object.entries(sizes))('%s', (envId, [observationSize, actionSize]) => {
  test('has Gymnasium’s observations and actions', () => {
    const env = make(envId)
    expect(env.observationSpace.shape).toEqual([observationSize])
    expect(env.actionSpace.shape).toEqual([actionSize])
    const [observation] = env.reset({ seed: 1 })
    expect(env.observationSpace.contains(observation)).toBe(true)
    const { qpos, qvel } = (env.unwrapped as unknown as LocomotionEnv).state()
    const expected = Float32Array.from([...qpos.slice(1), ...qvel])
    expect(observation).toEqual(expected)
    env.close()
  })

  test('the reward is the float32 of the sum of its terms', () => {
    const env = make(envId)
    env.reset({ seed: 2 })
    env.actionSpace.seed(2)
    for (let step = 0; step < 60; step++) {
      const action = env.actionSpace.sample()
      const [, reward, terminated, , info] = env.step(action)
      const { reward_forward, reward_ctrl, reward_survive = 0 } = info as Record<string, number>
      expect(reward).toBe(Math.fround(reward_forward + reward_survive + reward_ctrl))
      if (terminated) env.reset()
    }
    env.close()
  })

  test('positions can be observed too, and come first', () => {
    const env = make(envId, { excludeCurrentPositionsFromObservation: false })
    const [observation, info] = env.reset({ seed: 3, options: { x: 4 } })
    expect(observation.length).toBe(observationSize + 1)
    expect(observation[0]).toBe(info.x_position)
    expect(observation[0]).toBeCloseTo(4, 0)
    env.close()
  })

  test('an action that cannot be applied is refused in words', () => {
    const env = make(envId, { disableEnvChecker: true })
    env.reset({ seed: 1 })
    expect(() => env.step(new Float32Array(actionSize + 1))).toThrow(InputError)
    expect(() => env.step(new Float32Array(actionSize).fill(NaN))).toThrow(/action\[0\] is NaN/)
    env.close()
  })
})

test('forward velocity is rewarded, effort is charged, weights are options', () => {
  const env = make('Gaitway/HalfCheetah-v0', { forwardRewardWeight: 2, ctrlCostWeight: 0.5 })
  env.reset({ seed: 1 })
  const [, , , , info] = env.step(Float32Array.of(0.5, 0, 0, 0, 0, -0.5))
  expect(info.reward_ctrl).toBe(-0.25)
  expect(Math.fround((info.reward_forward as number) / 2)).toBe(info.x_velocity)
  env.close()
})

test('a hopper without torque falls and the episode ends; on request it goes on', () => {
  for (const terminateWhenUnhealthy of [true, false]) {
    const env = make('Gaitway/Hopper-v0', { terminateWhenUnhealthy })
    env.reset({ seed: 1 })
    let steps = 0
    let over = false
    while (!over && steps < 300) {
      const [, , terminated, truncated, info] = env.step(new Float32Array(3))
      over = terminated || truncated
      if (over) expect(info.reward_survive).toBe(0)
      steps += 1
    }
    expect(over).toBe(terminateWhenUnhealthy)
    env.close()
  }
})

test('frameSkip changes the time of a step', () => {
  const env = make('Gaitway/HalfCheetah-v0', { frameSkip: 2 })
  expect((env.unwrapped as unknown as LocomotionEnv).dt).toBeCloseTo(0.02, 12)
  env.close()
})

test('an option that does not exist is named', () => {
  expect(() => make('Gaitway/Hopper-v0', { gravity: 3 })).toThrow(/gravity/)
  expect(() => make('Gaitway/HalfCheetah-v0', { healthyReward: 1 })).toThrow(/healthyReward/)
  expect(() => make('Gaitway/Hopper-v0', { healthyZRange: [2, 1] })).toThrow(/healthyZRange/)
})

test('poses of all links are there to be drawn', () => {
  const env = new LocomotionEnv(bodyOf('Gaitway/HalfCheetah-v0'))
  env.reset({ seed: 1, options: { x: 3 } })
  const poses = env.pose()
  expect(poses.length).toBe(3 * 7)
  expect(poses[0]).toBeCloseTo(3, 0)
  expect(poses[1]).toBeCloseTo(0.7, 0)
  env.close()
  env.close()
})

describe('of an observation', () => {
  const onItsBack = (env: LocomotionEnv) => {
    const { qpos, qvel } = env.state()
    qpos[2] = Math.PI
    return env.setState(qpos, qvel)
  }

  test.each([true, false])('it says whether the body lies on its back, x excluded: %s', (excluded) => {
    const env = new LocomotionEnv(bodyOf('Gaitway/HalfCheetah-v0'), {
      excludeCurrentPositionsFromObservation: excluded,
    })
    const [upright] = env.reset({ seed: 1 })
    expect(env.fallen(upright)).toBe(false)
    expect(env.fallen(onItsBack(env))).toBe(true)
    env.close()
  })

  test.each([true, false])('it recalls where the body was, x excluded: %s', (excluded) => {
    const env = new LocomotionEnv(bodyOf('Gaitway/Hopper-v0'), {
      excludeCurrentPositionsFromObservation: excluded,
    })
    env.reset({ seed: 2, options: { x: 5 } })
    const [observation] = env.step(Float32Array.of(0.5, 0.5, -0.5))
    const pose = env.pose()
    const { qpos, qvel } = env.state()
    env.reset({ seed: 9 })
    const next = env.recall(observation, qpos[0])
    env.pose().forEach((value, i) => expect(value).toBeCloseTo(pose[i], 4))
    expect(next).toBeCloseTo(qpos[0] + qvel[0] * env.dt, 5)
    env.close()
  })
})

test('a listener hears of every world step, until there is another or none', () => {
  const env = new LocomotionEnv(bodyOf('Gaitway/HalfCheetah-v0'))
  env.reset({ seed: 1 })
  let heard = 0
  env.onWorldStep(() => heard++)
  env.step(new Float32Array(6))
  expect(heard).toBe(env.worldSteps)
  env.onWorldStep(undefined)
  env.step(new Float32Array(6))
  expect(heard).toBe(5)
  env.close()
})
