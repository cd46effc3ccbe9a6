import { describe, expect, test } from 'vitest'
import '../../src/sim/register.js'
import { AutoresetMode, makeVec, SyncVectorEnv, type VectorEnv } from '../../src/gym/index.js'
import { createGenerator } from '../../src/gym/seeding.js'
import { bodies, LocomotionVectorEnv } from '../../src/sim/index.js'

const numEnvs = 3

/** Everything that a vector environment answers to the same random actions, as plain numbers. */
async function answers(envs: VectorEnv, steps: number): Promise<number[][]> {
  const generator = createGenerator(4)
  const size = envs.singleActionSpace.shape![0]
  const [observations] = await envs.reset({ seed: 30 })
  const all = [Array.from(observations)]
  for (let step = 0; step < steps; step++) {
    const actions = Float32Array.from({ length: numEnvs * size }, () => generator.uniform(-1, 1))
    const [next, rewards, terminations, truncations, infos] = await envs.step(actions)
    const { x_position, finalObs = [] } = infos as {
      x_position: Float64Array
      finalObs?: (Float32Array | null)[]
    }
    const finals = finalObs.flatMap((observation) => Array.from(observation ?? []))
    all.push([...next, ...rewards, ...terminations, ...truncations, ...x_position, ...finals])
  }
  await envs.close()
  return all
}

describe.each(Object.values(bodies).map(({ envId }) => envId))('%s', (envId) => {
  test.each([AutoresetMode.NextStep, AutoresetMode.SameStep])(
    'many in one world give the bits of one each, with autoreset %s',
    async (autoresetMode) => {
      const make = (vectorizationMode: 'sync' | 'vectorEntryPoint') =>
        makeVec(envId, { numEnvs, vectorizationMode, maxEpisodeSteps: 70, vectorOptions: { autoresetMode } })
      const native = make('vectorEntryPoint')
      const single = make('sync')
      expect(native).toBeInstanceOf(LocomotionVectorEnv)
      expect(single).toBeInstanceOf(SyncVectorEnv)
      expect(await answers(native, 150)).toEqual(await answers(single, 150))
    },
  )
})

test('without autoreset a lane that is over must be reset, and may be alone', async () => {
  const envs = makeVec('Gaitway/HalfCheetah-v0', {
    numEnvs: 2,
    maxEpisodeSteps: 2,
    vectorOptions: { autoresetMode: AutoresetMode.Disabled },
  })
  const still = new Float32Array(12)
  const [first] = await envs.reset({ seed: 1 })
  await envs.step(still)
  const [after, , , truncations] = await envs.step(still)
  expect(Array.from(truncations)).toEqual([1, 1])
  expect(() => envs.step(still)).toThrow(/lane 0: its episode is over/)
  const [again] = await envs.reset({ seed: [1, undefined], options: { resetMask: [1, 0] } })
  expect(again.subarray(0, 17)).toEqual(first.subarray(0, 17))
  expect(again.subarray(17)).toEqual(after.subarray(17))
  await envs.close()
})

test('says how it was built', () => {
  const { spec } = makeVec('Gaitway/Hopper-v0', { numEnvs: 2, frameSkip: 2, maxEpisodeSteps: 7 })
  expect(spec).toMatchObject({ id: 'Gaitway/Hopper-v0', kwargs: { frameSkip: 2 }, maxEpisodeSteps: 7 })
})

test('takes plain lists as actions, as each body alone does', async () => {
  const envs = [0, 1].map(() => makeVec('Gaitway/Hopper-v0', { numEnvs: 2 }))
  for (const env of envs) await env.reset({ seed: 1 })
  const actions = [0.5, 0, -0.5, 1, 0.25, 0]
  expect(envs[0].step(actions as never)).toEqual(envs[1].step(Float32Array.from(actions)))
  for (const env of envs) await env.close()
})

test('the action of a lane that is about to be reset may be anything, as it is not used', async () => {
  const [native, single] = (['vectorEntryPoint', 'sync'] as const).map((vectorizationMode) =>
    makeVec('Gaitway/Hopper-v0', { numEnvs: 2, maxEpisodeSteps: 1, vectorizationMode }),
  )
  for (const envs of [native, single]) {
    await envs.reset({ seed: 1 })
    await envs.step(new Float32Array(6))
  }
  const nothing = new Float32Array(6).fill(NaN)
  expect(native.step(nothing)).toEqual(single.step(nothing))
  for (const envs of [native, single]) await envs.close()
})

test('numbers of lanes and steps must be some', () => {
  const open = (options: object) => new LocomotionVectorEnv(bodies.hopper, { numEnvs: 2, ...options })
  expect(() => open({ numEnvs: 0 })).toThrow('numEnvs must be a whole number above 0, got 0')
  expect(() => open({ maxEpisodeSteps: 0 })).toThrow('maxEpisodeSteps must be a whole number above 0, got 0')
  expect(() => open({ autoresetMode: 'never' })).toThrow(
    'LocomotionVectorEnv: autoresetMode must be NextStep, SameStep, Disabled, got "never"',
  )
})

test('an action that cannot be applied names its lane', async () => {
  const envs = makeVec('Gaitway/Hopper-v0', { numEnvs: 2 })
  await envs.reset({ seed: 1 })
  expect(() => envs.step(Float32Array.of(0, 0, 0, 0, NaN, 0))).toThrow(/lane 1: hopper: action\[1\] is NaN/)
  expect(() => envs.step(new Float32Array(5))).toThrow(/2 lanes take 6 numbers, got 5/)
  await envs.close()
})
