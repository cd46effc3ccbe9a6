import { rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  AsyncVectorEnv,
  AutoresetMode,
  type Env,
  EnvSpec,
  type EnvWorkers,
  FrameStackObservation,
  type Info,
  make,
  makeVec,
  RecordEpisodeStatistics,
  register,
  type ResetOptions,
  separate,
  setWarningHandler,
  specFor,
  type StepResult,
  SyncVectorEnv,
  TimeLimit,
  unregister,
  type VectorEnv,
  type VectorStepResult,
  Wrapper,
} from '../../../src/gym/index.js'
import { NodeTaskPool } from '../../../src/platform/nodeTaskPool.js'
import { Lander } from '../example/lander.js'
import { buildWorker } from './buildWorker.js'

const id = 'Arcade/Lander-v0'
const LANES = 5

let workers: EnvWorkers
let modules: string[]
let buildFolder: string
afterAll(() => rmSync(buildFolder, { recursive: true, force: true }))
beforeAll(async () => {
  const { worker, lander, folder } = await buildWorker()
  buildFolder = folder
  workers = { count: 2, open: (init) => new NodeTaskPool(worker, 1, init) }
  modules = [lander]
})

/** A vector environment in this thread, and one of two workers: everything below holds for both. */
const kinds: [
  kind: string,
  open: (options?: { autoresetMode?: AutoresetMode; maxEpisodeSteps?: number }) => VectorEnv,
][] = [
  [
    'SyncVectorEnv',
    ({ autoresetMode, ...options } = {}) =>
      new SyncVectorEnv(
        Array.from({ length: LANES }, () => () => make(id, options)),
        { autoresetMode },
      ),
  ],
  [
    'AsyncVectorEnv',
    ({ autoresetMode, ...options } = {}) =>
      new AsyncVectorEnv(
        Array.from({ length: LANES }, () => specFor(id, options)),
        { autoresetMode, modules, workers },
      ),
  ],
]

const coast = new Float32Array(LANES).fill(-1)

describe.each(kinds)('%s', (_, open) => {
  let envs: VectorEnv
  beforeEach(() => () => envs?.close())

  test('lane i is the environment with seed + i', async () => {
    envs = open()
    const [observations] = await envs.reset({ seed: 40 })
    const [next, rewards, terminations, truncations, infos] = await envs.step(coast)
    for (let lane = 0; lane < LANES; lane++) {
      const alone = make(id)
      const [observation] = alone.reset({ seed: 40 + lane })
      const [after, reward, terminated, truncated] = alone.step(Float32Array.of(-1))
      expect(separate(envs.singleObservationSpace, observations, LANES)[lane]).toEqual(observation)
      expect(separate(envs.singleObservationSpace, next, LANES)[lane]).toEqual(after)
      expect(rewards[lane]).toBe(reward)
      expect([terminations[lane], truncations[lane]]).toEqual([Number(terminated), Number(truncated)])
    }
    expect(infos).toEqual({ landed: new Uint8Array(LANES), _landed: new Uint8Array(LANES).fill(1) })
    expect(envs.observationSpace.contains(next)).toBe(true)
    expect(envs.actionSpace.contains(envs.actionSpace.sample())).toBe(true)
  })

  test('each lane may have a seed of its own, or go on', async () => {
    envs = open()
    const [first] = await envs.reset({ seed: [1, 1, 2, undefined, 2] })
    const rows = separate(envs.singleObservationSpace, first, LANES)
    expect(rows[0]).toEqual(rows[1])
    expect(rows[2]).toEqual(rows[4])
    expect(rows[0]).not.toEqual(rows[2])
    const [second] = await envs.reset()
    expect(second).not.toEqual(first)
  })

  test('NextStep: the step after the last one resets, whatever the action', async () => {
    envs = open({ maxEpisodeSteps: 2 })
    await envs.reset({ seed: 1 })
    await envs.step(coast)
    const [last, , , truncations] = await envs.step(coast)
    expect(truncations).toEqual(new Uint8Array(LANES).fill(1))
    const [fresh, rewards, , flags, infos] = await envs.step(coast)
    expect(fresh).not.toEqual(last)
    expect(separate(envs.singleObservationSpace, fresh, LANES)[0]).toEqual(secondEpisodeOf(1))
    expect(rewards).toEqual(new Float64Array(LANES))
    expect(flags).toEqual(new Uint8Array(LANES))
    expect(infos).toEqual({})
  })

  test('SameStep: the last step returns the next episode, and how the old one ended beside it', async () => {
    envs = open({ maxEpisodeSteps: 2, autoresetMode: AutoresetMode.SameStep })
    await envs.reset({ seed: 1 })
    await envs.step(coast)
    const [fresh, , , truncations, infos] = await envs.step(coast)
    expect(truncations).toEqual(new Uint8Array(LANES).fill(1))
    expect(separate(envs.singleObservationSpace, fresh, LANES)[0]).toEqual(secondEpisodeOf(1))
    expect((infos.finalObs as Float32Array[])[0]).toEqual(secondObservationOf(1))
    expect(infos._finalObs).toEqual(new Uint8Array(LANES).fill(1))
    expect((infos.finalInfo as Info).landed).toEqual(new Uint8Array(LANES))
    expect(infos._finalInfo).toEqual(new Uint8Array(LANES).fill(1))
    const [, , , , after] = await envs.step(coast)
    expect(after).not.toHaveProperty('finalObs')
  })

  test('SameStep: lanes that go on have null and 0 beside those that end', async () => {
    envs = open({ autoresetMode: AutoresetMode.SameStep })
    await envs.reset({ seed: 1 })
    let result: VectorStepResult<Float32Array>
    do result = await envs.step(coast)
    while (!result[2].includes(1))
    const [, , terminations, , infos] = result
    expect(terminations).toContain(0)
    expect(infos._finalObs).toEqual(terminations)
    const finals = infos.finalObs as (Float32Array | null)[]
    expect(finals.map((final) => Number(final !== null))).toEqual(Array.from(terminations))
  })

  test('Disabled: a lane waits until a mask resets it', async () => {
    envs = open({ maxEpisodeSteps: 1, autoresetMode: AutoresetMode.Disabled })
    await envs.reset({ seed: 1 })
    const [before] = await envs.step(coast)
    await expect(async () => envs.step(coast)).rejects.toThrow('lane 0: its episode is over; reset it')
    const [after] = await envs.reset({ options: { resetMask: [1, 1, 0, 1, 1] } })
    const [kept, fresh] = [2, 3].map((lane) => separate(envs.singleObservationSpace, after, LANES)[lane])
    expect(kept).toEqual(separate(envs.singleObservationSpace, before, LANES)[2])
    expect(fresh).toEqual(secondEpisodeOf(4))
    await expect(async () => envs.step(coast)).rejects.toThrow('lane 2: its episode is over')
  })

  test('attributes and methods of the lanes', async () => {
    envs = open()
    const lanes = envs as SyncVectorEnv | AsyncVectorEnv
    expect(await lanes.getAttr('maxEpisodeSteps')).toEqual([400, 400, 400, 400, 400])
    await lanes.setAttr('nickname', ['a', 'b', 'c', 'd', 'e'])
    expect(await lanes.call('nickname')).toEqual(['a', 'b', 'c', 'd', 'e'])
    await lanes.setAttr('nickname', 'eagle')
    expect((await lanes.getAttr('nickname'))[4]).toBe('eagle')
    await expect(async () => lanes.setAttr('nickname', [1])).rejects.toThrow('1 values for 5 lanes')
    await expect(async () => lanes.getAttr('wings')).rejects.toThrow('has no attribute wings')
  })

  test('what is wrong is said with the lane', async () => {
    envs = open()
    await expect(async () => envs.step(coast)).rejects.toThrow('lane 0: ')
    await envs.reset({ seed: 1 })
    const actions = coast.slice()
    actions[3] = NaN
    await expect(async () => envs.step(actions)).rejects.toThrow(
      'lane 3: Arcade/Lander-v0: step expects a Float32Array of 1 finite numbers, got NaN',
    )
    await expect(async () => envs.step(new Float32Array(2))).rejects.toThrow(
      'expected an array of 5 for all lanes, one after the other, got Float32Array of 2',
    )
    await expect(async () => envs.reset({ seed: [1, 2] })).rejects.toThrow('2 seeds for 5 lanes')
    await expect(async () => envs.reset({ seed: Uint32Array.of(1) as never })).rejects.toThrow(
      '1 seeds for 5 lanes',
    )
    await expect(async () => envs.reset({ seed: 5n as never })).rejects.toThrow(
      'seed: expected a whole number',
    )
    await expect(async () => envs.reset({ seed: [1, 2, 3, 4, 0.5] })).rejects.toThrow('got 0.5')
    await expect(async () => envs.reset({ options: { resetMask: [1] } })).rejects.toThrow('a resetMask of 1')
    await envs.reset({ seed: 1 })
    await envs.step(coast)
  })

  test('an autoreset mode that is none is refused', () => {
    expect(() => open({ autoresetMode: 'same_step' as AutoresetMode })).toThrow(
      'autoresetMode must be NextStep, SameStep, Disabled, got "same_step"',
    )
  })

  test('closing twice does nothing more', async () => {
    envs = open()
    await envs.reset()
    await envs.close()
    await envs.close()
  })
})

describe('SyncVectorEnv', () => {
  test('lanes must have the same spaces', () => {
    expect(new SyncVectorEnv([limited, () => new Lander()]).numEnvs).toBe(2)
    expect(() => new SyncVectorEnv([limited, inverted])).toThrow('lane 1 has another actionSpace than lane 0')
    expect(() => new SyncVectorEnv([])).toThrow('needs at least one environment')
  })
})

test('SameStep tells how an episode ended even where the environment reuses its arrays', () => {
  const env = make<Float32Array, Float32Array>(id, { maxEpisodeSteps: 1 })
  const shared = new Float32Array(3)
  class Reuser extends Wrapper {
    override reset(options?: ResetOptions): [Float32Array, Info] {
      shared.set(super.reset(options)[0])
      return [shared, {}]
    }
    override step(action: Float32Array): StepResult<Float32Array> {
      const [observation, ...rest] = super.step(action)
      shared.set(observation)
      return [shared, ...rest]
    }
  }
  const envs = new SyncVectorEnv([() => new Reuser(env, 'Reuser')], { autoresetMode: 'SameStep' })
  envs.reset({ seed: 1 })
  const [fresh, , , , { finalObs }] = envs.step(Float32Array.of(-1))
  expect((finalObs as Float32Array[])[0]).not.toEqual(fresh)
})

test('what a lane throws is told, error or not', () => {
  const broken = Object.assign(new Lander(), {
    reset(): never {
      throw 'out of fuel'
    },
  })
  expect(() => new SyncVectorEnv([() => broken]).reset()).toThrow('lane 0: out of fuel')
})

describe('AsyncVectorEnv', () => {
  test('gives the same bits as SyncVectorEnv, over many episodes', async () => {
    const threads = threeLanes()
    const here = new SyncVectorEnv([0, 1, 2].map(() => () => make(id)))
    expect(await threads.reset({ seed: 7 })).toEqual(here.reset({ seed: 7 }))
    here.actionSpace.seed(7)
    for (let step = 0; step < 300; step++) {
      const actions = here.actionSpace.sample()
      expect(await threads.step(actions)).toEqual(here.step(actions))
    }
    await threads.close()
  })

  test('lanes must have the same spaces', () => {
    register({ id: 'Arcade/Inverted-v0', entryPoint: inverted })
    expect(() => new AsyncVectorEnv([id, id, 'Arcade/Inverted-v0'])).toThrow(
      'AsyncVectorEnv: lane 2 has another actionSpace than lane 0',
    )
    unregister('Arcade/Inverted-v0')
  })

  test('takes one call at a time, and none after close', async () => {
    const envs = threeLanes()
    const pending = envs.reset()
    await expect(envs.step(new Float32Array(3))).rejects.toThrow(
      'step while reset is under way; await it first',
    )
    await pending
    await envs.close()
    await expect(envs.reset()).rejects.toThrow('reset after close')
  })

  test('closing ends what is under way', async () => {
    const envs = threeLanes()
    const pending = envs.reset()
    const ended = expect(pending).rejects.toThrow('closed')
    await envs.close()
    await ended
  })

  test('a worker that dies rejects the call', async () => {
    const envs = new AsyncVectorEnv([id], {
      modules: [...modules, 'data:text/javascript,process.exit(3)'],
      workers,
    })
    await expect(envs.reset()).rejects.toThrow('a worker ended with 3')
    await envs.close()
  })

  test('a module that is not there is named', async () => {
    const envs = new AsyncVectorEnv([id], { modules: ['file:///nowhere/game.mjs'], workers })
    await expect(envs.reset()).rejects.toThrow('/nowhere/game.mjs')
    await envs.close()
  })

  test('an environment that the worker does not know is named', async () => {
    const envs = new AsyncVectorEnv([id], { workers })
    await expect(envs.reset()).rejects.toThrow('no environment Arcade/Lander-v0')
    await envs.close()
  })
})

describe('makeVec', () => {
  test('builds lanes with options and wrappers', () => {
    const envs = makeVec(id, {
      numEnvs: 3,
      fuel: 7,
      maxEpisodeSteps: 1,
      vectorOptions: { autoresetMode: 'SameStep' },
      wrappers: [(env) => new RecordEpisodeStatistics(env)],
    }) as SyncVectorEnv
    const [observations] = envs.reset({ seed: 0 })
    expect(Array.from(observations).filter((_, index) => index % 3 === 2)).toEqual([7, 7, 7])
    const [, , , , infos] = envs.step(Float32Array.of(-1, -1, -1))
    expect((infos.finalInfo as { episode: Info }).episode.l).toEqual(Float64Array.of(1, 1, 1))
    expect(envs.spec?.kwargs).toEqual({ fuel: 7 })
  })

  test('async: options travel with the spec', async () => {
    const envs = makeVec(id, {
      numEnvs: 2,
      vectorizationMode: 'async',
      vectorOptions: { modules, workers },
      fuel: 3,
    })
    const [observations] = await envs.reset({ seed: 0 })
    expect(observations[2]).toBe(3)
    await envs.close()
  })

  test('takes a spec that is not registered, as make does', () => {
    const spec = new EnvSpec({ id: 'Nowhere/Lander-v0', entryPoint: () => new Lander() })
    expect(makeVec(spec, { numEnvs: 2 })).toBeInstanceOf(SyncVectorEnv)
  })

  describe('of an environment with a batched form', () => {
    const batched = new SyncVectorEnv([() => new Lander()])
    const spec = new EnvSpec({
      id: 'Batched/Lander-v0',
      entryPoint: () => new Lander(),
      vectorEntryPoint: () => batched as VectorEnv<unknown, unknown>,
    })
    const stacked = new FrameStackObservation(make(spec), { stackSize: 4 }).spec!

    test('uses it', () => expect(makeVec(spec)).toBe(batched))

    test('unless there are wrappers to put around each lane', () => {
      expect(makeVec(stacked, { numEnvs: 2 }).singleObservationSpace.shape).toEqual([4, 3])
      const wrappers = [(env: Env<unknown, unknown>) => new RecordEpisodeStatistics(env)]
      expect(makeVec(spec, { wrappers })).toBeInstanceOf(SyncVectorEnv)
      expect(() => makeVec(stacked, { vectorizationMode: 'vectorEntryPoint' })).toThrow(
        'makeVec Batched/Lander-v0: its batched form takes no wrappers around its lanes; use sync or async',
      )
    })
  })

  test('refuses what cannot be', () => {
    expect(() => makeVec(id, { numEnvs: 0 })).toThrow('numEnvs must be a whole number above 0')
    expect(() => makeVec(id, { autoresetMode: 'SameStep' })).toThrow(
      'autoresetMode is no option of its lanes; give it as vectorOptions: { autoresetMode }',
    )
    expect(() => makeVec(id, { vectorizationMode: 'vectorEntryPoint' })).toThrow(
      'has no batched form of its own',
    )
    expect(() => makeVec(id, { vectorizationMode: 'async', wrappers: [(env) => env] })).toThrow(
      'wrappers are for sync; for async give the spec of a wrapped environment',
    )
  })
})

const threeLanes = () => new AsyncVectorEnv([id, id, id], { modules, workers })
const limited = () => new TimeLimit(new Lander(), { maxEpisodeSteps: 3 })
const inverted = () => Object.assign(new Lander(), { actionSpace: new Lander().observationSpace })

/** The observation after `reset({ seed })` and `reset()`. */
function secondEpisodeOf(seed: number): Float32Array {
  const env = make(id)
  env.reset({ seed })
  return env.reset()[0]
}

function secondObservationOf(seed: number): Float32Array {
  const env = make(id)
  env.reset({ seed })
  env.step(Float32Array.of(-1))
  return env.step(Float32Array.of(-1))[0]
}

let restore: (message: string) => void
beforeAll(() => {
  restore = setWarningHandler(() => {})
})
afterAll(() => {
  setWarningHandler(restore)
})
