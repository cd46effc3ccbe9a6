import { describe, expect, test } from 'vitest'
import {
  Box,
  Dict,
  Discrete,
  type Env,
  FrameStackObservation,
  MultiDiscrete,
  type Space,
  TimeAwareObservation,
  TimeLimit,
  TransformObservation,
  TransformReward,
  Tuple,
} from '../../../src/gym/index.js'
import { nothing, Script, script } from './script.js'

/** The observations of a reset and `steps` steps. */
function watch<O>(env: Env<O>, steps: number): O[] {
  return [env.reset()[0], ...Array.from({ length: steps }, () => env.step(nothing)[0])]
}

test('TransformObservation and TransformReward show the result of a function', () => {
  const env = new TransformObservation(
    new TransformReward(script([1, 2], [3]), (reward) => reward * 10),
    (observation: Float32Array) => observation[0] - 1,
    new Discrete(5),
  )
  expect(env.reset()[0]).toBe(0)
  expect(env.step(nothing).slice(0, 2)).toEqual([1, 30])
  expect(env.observationSpace.contains(1)).toBe(true)
})

describe('FrameStackObservation', () => {
  test('shows the last ones, the oldest first; the first fills the stack', () => {
    const env = new FrameStackObservation(script([1, 2, 3, 4]), { stackSize: 3 })
    expect((env.observationSpace as Box).shape).toEqual([3, 1])
    expect(watch(env, 3)).toEqual([
      Float32Array.of(1, 1, 1),
      Float32Array.of(1, 1, 2),
      Float32Array.of(1, 2, 3),
      Float32Array.of(2, 3, 4),
    ])
  })

  test('or zeros do, or an observation of one’s own', () => {
    const zeros = new FrameStackObservation(script([1, 2]), { stackSize: 3, paddingType: 'zero' })
    expect(watch(zeros, 0)).toEqual([Float32Array.of(0, 0, 1)])
    const own = { observation: Float32Array.of(9) }
    const nines = new FrameStackObservation(script([1, 2]), { stackSize: 3, paddingType: own })
    expect(watch(nines, 1)).toEqual([Float32Array.of(9, 9, 1), Float32Array.of(9, 1, 2)])
  })

  test('stacks choices and dictionaries too', () => {
    const rooms = new Script<number>([{ observation: 2 }, { observation: 3 }], new Discrete(5))
    const env = new FrameStackObservation<Int32Array, Float32Array, number>(rooms, { stackSize: 2 })
    expect(env.observationSpace).toBeInstanceOf(MultiDiscrete)
    expect(watch(env, 1)).toEqual([Int32Array.of(2, 2), Int32Array.of(2, 3)])

    const space = new Dict({ room: new Discrete(5), at: new Box(0, 1, [2]) })
    const map = new Script([{ observation: { room: 1, at: Float32Array.of(0, 1) } }], space)
    const [both] = watch(
      new FrameStackObservation<unknown, Float32Array, unknown>(map as Env<unknown>, { stackSize: 2 }),
      0,
    )
    expect(both).toEqual({ room: Int32Array.of(1, 1), at: Float32Array.of(0, 1, 0, 1) })
  })

  test('refuses what cannot be', () => {
    expect(() => new FrameStackObservation(script([1]), { stackSize: 0 })).toThrow('stackSize must be')
    const paddingType = { observation: Float32Array.of(1, 2) }
    expect(() => new FrameStackObservation(script([1]), { stackSize: 2, paddingType })).toThrow(
      'the padding observation is not in',
    )
  })
})

const limited = <O>(env: Env<O>) => new TimeLimit(env, { maxEpisodeSteps: 4 })

describe('TimeAwareObservation', () => {
  test('adds the step, flat', () => {
    const env = new TimeAwareObservation(limited(script([7, 8, 9])))
    expect(watch(env, 2)).toEqual([Float32Array.of(7, 0), Float32Array.of(8, 1), Float32Array.of(9, 2)])
    expect((env.observationSpace as Box).high).toEqual(Float32Array.of(100, 4))
    expect(watch(env, 1)[1]).toEqual(Float32Array.of(8, 1))
  })

  test('or the share of the limit', () => {
    const env = new TimeAwareObservation(limited(script([7, 8])), { normalizeTime: true })
    expect(watch(env, 1)).toEqual([Float32Array.of(7, 0), Float32Array.of(8, 0.25)])
  })

  test('beside the observation', () => {
    const env = new TimeAwareObservation<unknown>(limited(script([7, 8])) as Env<unknown>, { flatten: false })
    expect(watch(env, 1)[1]).toEqual({ obs: Float32Array.of(8), time: Int32Array.of(1) })
    expect(env.observationSpace.contains(watch(env, 1)[1])).toBe(true)
  })

  test('inside a Dict under its key, at the end of a Tuple', () => {
    const dict = new Dict({ room: new Discrete(3) })
    const rooms = limited(new Script([{ observation: { room: 1 } }], dict)) as Env<unknown>
    const inDict = new TimeAwareObservation(rooms, { flatten: false, dictTimeKey: 'clock' })
    expect(watch(inDict, 0)).toEqual([{ room: 1, clock: Int32Array.of(0) }])
    expect(() => new TimeAwareObservation(rooms, { dictTimeKey: 'room' })).toThrow('has room already')

    const tuple = new Tuple([new Discrete(3)])
    const list = limited(new Script([{ observation: [2] }], tuple as Space<unknown>)) as Env<unknown>
    expect(watch(new TimeAwareObservation(list, { flatten: false }), 0)).toEqual([[2, Int32Array.of(0)]])
    expect(watch(new TimeAwareObservation(list), 0)).toEqual([Float32Array.of(0, 0, 1, 0)])
  })

  test('needs to know the limit', () => {
    expect(() => new TimeAwareObservation(script([1]))).toThrow('needs a TimeLimit below it')
  })
})
