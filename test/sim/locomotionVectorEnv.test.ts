import { describe, expect, test } from 'vitest'
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

describe.each(Object.keys(bodies))('%s', (envId) => {
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

test('an action that cannot be applied names its lane', async () => {
  const envs = makeVec('Gaitway/Hopper-v0', { numEnvs: 2 })
  await envs.reset({ seed: 1 })
  expect(() => envs.step(Float32Array.of(0, 0, 0, 0, NaN, 0))).toThrow(/lane 1: hopper: action\[1\] is NaN/)
  expect(() => envs.step(new Float32Array(5))).toThrow(/2 lanes take 6 numbers, got 5/)
  await envs.close()
})
