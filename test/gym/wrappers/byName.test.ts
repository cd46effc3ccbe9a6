import { expect, test } from 'vitest'
import {
  type Env,
  EnvSpec,
  FrameStackObservation,
  make,
  NormalizeObservation,
  register,
  registerWrapper,
  RescaleAction,
  TransformReward,
  unregister,
  wrapByName,
  Wrapper,
} from '../../../src/gym/index.js'
import { script } from './script.js'

test('a spec remembers its wrappers and builds them again, options included', () => {
  register({ id: 'Named/Script-v0', entryPoint: () => script([1, 2, 3]), maxEpisodeSteps: 9 })
  let env: Env = make('Named/Script-v0')
  env = new RescaleAction(env, { minAction: 0, maxAction: 2 })
  env = new NormalizeObservation(env, { epsilon: 1e-3 })
  env = new FrameStackObservation(env, { stackSize: 2, paddingType: 'zero' })
  expect(env.spec?.additionalWrappers).toEqual([
    { name: 'RescaleAction', kwargs: { minAction: 0, maxAction: 2 } },
    { name: 'NormalizeObservation', kwargs: { epsilon: 1e-3 } },
    { name: 'FrameStackObservation', kwargs: { stackSize: 2, paddingType: 'zero' } },
  ])
  const again = make(EnvSpec.fromJSON(JSON.stringify(env.spec)))
  expect(String(again)).toBe(
    '<FrameStackObservation<NormalizeObservation<RescaleAction<TimeLimit<OrderEnforcing<PassiveEnvChecker<Named/Script-v0>>>>>>>',
  )
  expect(again.reset()).toEqual(env.reset())
  unregister('Named/Script-v0')
})

test('a wrapper around a function has to be put there by hand', () => {
  const kwargs = null
  expect(() => wrapByName(script([1]), { name: 'NormalizeReward', kwargs })).toThrow('wrap by hand instead')
  expect(() => wrapByName(script([1]), { name: 'TransformReward', kwargs })).toThrow(
    'wrapper TransformReward was built from what is no JSON (a function, say); wrap by hand instead',
  )
  expect(new TransformReward(script([1]), (reward) => reward).spec).toBeUndefined()
})

test('one’s own can be registered', () => {
  class Quiet extends Wrapper {
    constructor(env: Env, options: { decibels: number }) {
      super(env, 'Quiet', options)
    }
  }
  expect(() => wrapByName(script([1]), { name: 'Quiet', kwargs: { decibels: 3 } })).toThrow(
    'no wrapper Quiet',
  )
  registerWrapper('Quiet', (env, kwargs) => new Quiet(env, kwargs))
  expect(String(wrapByName(script([1]), { name: 'Quiet', kwargs: { decibels: 3 } }))).toBe(
    '<Quiet<environment>>',
  )
  expect(() => registerWrapper('Quiet', (env) => env)).toThrow('there is a wrapper Quiet already')
})
