import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  checkEnv,
  ClipAction,
  type Env,
  EnvSpec,
  FrameStackObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  RecordEpisodeStatistics,
  RecordVideo,
  RescaleAction,
  setWarningHandler,
  TimeAwareObservation,
  TransformAction,
  TransformObservation,
  TransformReward,
} from '../../../src/gym/index.js'
import { Lander } from './lander.js'

const warnings: string[] = []
let restore: (message: string) => void
beforeAll(() => {
  restore = setWarningHandler((message) => warnings.push(message))
})
afterAll(() => {
  setWarningHandler(restore)
})

/** Brakes when it would else hit the ground: v² / 2 = braking × height. */
function land(observation: Float32Array): Float32Array {
  const [height, velocity] = observation
  return Float32Array.of(velocity < -1 && velocity * velocity > 2 * 2.2 * height ? 1 : -1)
}

function play<O>(env: Env<O>, act: (observation: O) => Float32Array, seed: number) {
  let [observation] = env.reset({ seed })
  for (let ret = 0, length = 1; ; length++) {
    const [next, reward, terminated, truncated, info] = env.step(act(observation))
    observation = next
    ret += reward
    if (terminated || truncated) return { ret, length, terminated, truncated, info }
  }
}

test('passes checkEnv without advice', () => {
  expect(checkEnv(make('Arcade/Lander-v0').unwrapped)).toEqual([])
  expect(checkEnv(new Lander())).toEqual([])
})

test('can be played well and badly', () => {
  const good = play(make('Arcade/Lander-v0'), land, 1)
  const bad = play(make('Arcade/Lander-v0'), () => Float32Array.of(-1), 1)
  expect(good.ret).toBeGreaterThan(600)
  expect(bad.ret).toBeLessThan(0)
})

test('takes options through make and refuses bad actions', () => {
  const env = make('Arcade/Lander-v0', { startHeight: 300, fuel: 5 })
  const [observation] = env.reset({ seed: 1 })
  expect(observation[0]).toBeGreaterThan(250)
  expect(observation[2]).toBe(5)
  expect(() => env.step(Float32Array.of(NaN))).toThrow('Arcade/Lander-v0: step expects')
})

describe('goes through every wrapper', () => {
  const wrap: [name: string, wrap: (env: Env) => Env][] = [
    ['RescaleAction', (env) => new RescaleAction(env, { minAction: 0, maxAction: 1 })],
    ['ClipAction', (env) => new ClipAction(env)],
    ['NormalizeObservation', (env) => new NormalizeObservation(env)],
    ['NormalizeReward', (env) => new NormalizeReward(env)],
    [
      'TransformObservation',
      (env) => new TransformObservation(env, (o: Float32Array) => o.map((x) => x / 100)),
    ],
    ['TransformReward', (env) => new TransformReward(env, (reward) => reward / 100)],
    [
      'TransformAction',
      (env) => new TransformAction(env, (action: Float32Array) => action.map((x) => x / 2)),
    ],
    ['FrameStackObservation', (env) => new FrameStackObservation(env, { stackSize: 4 })],
    ['TimeAwareObservation', (env) => new TimeAwareObservation(env)],
    ['RecordEpisodeStatistics', (env) => new RecordEpisodeStatistics(env)],
    ['RecordVideo', (env) => new RecordVideo(env, { start() {}, capture() {}, stop() {} })],
  ]

  test.each(wrap)('%s', (_, wrapped) => {
    const env = wrapped(make('Arcade/Lander-v0'))
    const { terminated } = play(
      env,
      (observation) => {
        expect(env.observationSpace.contains(observation)).toBe(true)
        return Float32Array.of(-0.5)
      },
      3,
    )
    expect(terminated).toBe(true)
    env.close()
  })

  test('all of them at once', () => {
    const env = wrap.reduce((inner, [, wrapped]) => wrapped(inner), make('Arcade/Lander-v0'))
    const { info } = play(env, () => Float32Array.of(0.5), 3)
    expect(info.episode).toMatchObject({
      l: expect.any(Number),
      r: expect.any(Number),
      t: expect.any(Number),
    })
  })
})

test('its spec goes through JSON, wrappers included', () => {
  const env = new FrameStackObservation(make('Arcade/Lander-v0', { fuel: 9 }), { stackSize: 2 })
  const again = make(EnvSpec.fromJSON(JSON.stringify(env.spec)))
  expect(again.reset({ seed: 4 })).toEqual(env.reset({ seed: 4 }))
  expect(String(again)).toBe(String(env))
})

test('nothing warned on the way', () => {
  expect(warnings).toEqual([])
})
