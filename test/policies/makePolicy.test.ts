import { describe, expect, test } from 'vitest'
import '../../src/sim/register.js'
import { Box } from '../../src/gym/spaces/box.js'
import { make } from '../../src/gym/registration.js'
import { makePolicy, policyNames, ReplayPolicy, type ScriptedPolicy } from '../../src/policies/index.js'

const envId = 'Gaitway/HalfCheetah-v0'

test('names are listed, and only those that fit where an environment is given', () => {
  expect(policyNames()).toContain('scripted:cheetah')
  expect(policyNames(envId)).toEqual(['random', 'scripted:cheetah'])
  expect(policyNames('Other-v0')).toEqual(['random'])
})

test('what does not exist or does not fit is refused in words', () => {
  expect(() => makePolicy('scripted:dragon', { envId })).toThrow(/scripted:dragon/)
  expect(() => makePolicy('walk', { envId })).toThrow(/no policy walk.*random, scripted:cheetah/)
  expect(() => makePolicy('scripted:cheetah', { envId: 'Gaitway/Hopper-v0' })).toThrow(
    /not of Gaitway\/Hopper/,
  )
  expect(() => makePolicy('scripted', { envId, skill: 101 })).toThrow(/0 to 100/)
  expect(() => makePolicy('random', { envId: 'Other-v0' })).toThrow(/action space/)
})

describe('random', () => {
  test('repeats with its seed and stays inside the space', () => {
    const actionSpace = new Box([-1, 0], [1, 5])
    const policy = makePolicy('random', { envId: 'Other-v0', actionSpace })
    const draw = () => Array.from({ length: 20 }, () => policy.act(new Float32Array(3)) as Float32Array)
    policy.reset({ seed: 4 })
    const first = draw()
    policy.reset({ seed: 4 })
    expect(draw()).toEqual(first)
    expect(first.every((action) => actionSpace.contains(action))).toBe(true)
    expect(new Set(first.map(String)).size).toBe(20)
  })
})

describe('scripted', () => {
  test('runs farther with more skill', () => {
    const distances = [5, 40, 100].map((skill) => {
      const env = make(envId)
      const policy = makePolicy('scripted', { envId, skill })
      let [observation] = env.reset({ seed: 3 })
      let position = 0
      for (let step = 0; step < 250; step++) {
        const [next, , , , info] = env.step(policy.act(observation) as Float32Array)
        observation = next
        position = info.x_position as number
      }
      env.close()
      return position
    })
    expect(distances[0]).toBeLessThan(distances[1])
    expect(distances[1]).toBeLessThan(distances[2])
    expect(distances[2]).toBeGreaterThan(40)
  })

  test('its action changes smoothly with skill', () => {
    const policy = makePolicy('scripted', { envId, skill: 0 }) as ScriptedPolicy
    const env = make(envId)
    const [observation] = env.reset({ seed: 1 })
    env.close()
    let last: Float32Array | undefined
    for (let skill = 0; skill <= 100; skill += 0.25) {
      policy.skill = skill
      const action = policy.act(observation)
      if (last) action.forEach((torque, j) => expect(Math.abs(torque - last![j])).toBeLessThan(0.2))
      last = action
    }
  })
})

test('a replay gives the applied actions, then says that it is over', () => {
  const replay = new ReplayPolicy({
    actionSize: 2,
    length: 2,
    actions: Float32Array.of(0, 0, 0, 0),
    appliedActions: Float32Array.of(1, 2, 3, 4),
  })
  replay.reset()
  expect(replay.act()).toEqual(Float32Array.of(1, 2))
  replay.observe()
  expect(replay.act()).toEqual(Float32Array.of(3, 4))
  replay.observe()
  expect(() => replay.act()).toThrow(/only 2 steps/)
})
