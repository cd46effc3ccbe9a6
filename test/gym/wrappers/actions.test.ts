import { describe, expect, test } from 'vitest'
import {
  Box,
  ClipAction,
  Discrete,
  type Env,
  RescaleAction,
  TransformAction,
} from '../../../src/gym/index.js'
import { nothing, type Script, script } from './script.js'

/** What the environment gets when the wrapper is given `action`. */
function passedOn(wrap: (env: Script) => Env, inner: Script, action: Float32Array): Float32Array {
  const env = wrap(inner)
  env.reset()
  env.step(action)
  return inner.actions[0]
}

const bounds = (low: number[], high: number[]) =>
  Object.assign(script([0, 0]), { actionSpace: new Box(low, high) })

describe('ClipAction', () => {
  test('takes any action, gives the nearest inside', () => {
    const inner = bounds([-1, -1, 0], [1, 1, 2])
    const env = new ClipAction(inner)
    expect((env.actionSpace as Box).high).toEqual(new Float32Array(3).fill(Infinity))
    expect(passedOn(() => env, inner, Float32Array.of(5, -0.5, -3))).toEqual(Float32Array.of(1, -0.5, 0))
  })

  test('leaves NaN for the environment to refuse', () => {
    const inner = bounds([-1], [1])
    expect(passedOn((env) => new ClipAction(env), inner, Float32Array.of(NaN))[0]).toBeNaN()
  })

  test('needs a Box of floats', () => {
    const inner = Object.assign(script([0]), { actionSpace: new Discrete(2) }) as unknown as Env
    expect(() => new ClipAction(inner)).toThrow('ClipAction: needs a Box of floats as action space')
  })
})

const rescale = (env: Env) => new RescaleAction(env, { minAction: -0.5, maxAction: [0, 0.5, 0.75] })

describe('RescaleAction', () => {
  test('meets both ends exactly', () => {
    const low = [-1.1, -2.3, 0.1]
    const high = [1.7, 2.9, 0.3]
    expect(passedOn(rescale, bounds(low, high), Float32Array.of(-0.5, -0.5, -0.5))).toEqual(
      Float32Array.from(low),
    )
    expect(passedOn(rescale, bounds(low, high), Float32Array.of(0, 0.5, 0.75))).toEqual(
      Float32Array.from(high),
    )
  })

  test('is linear in between', () => {
    const inner = bounds([0, 0, 0], [1, 2, 4])
    expect(passedOn(rescale, inner, Float32Array.of(-0.25, 0, 0.125))).toEqual(Float32Array.of(0.5, 1, 2))
  })

  test('needs finite bounds', () => {
    expect(() => rescale(bounds([-1, -1, -1], [1, 1, Infinity]))).toThrow('element 2 has no finite bounds')
  })
})

test('TransformAction gives the result of a function, from a space of its own', () => {
  const inner = script([0, 0])
  const choices = [Float32Array.of(-1), Float32Array.of(1)]
  const env = new TransformAction(inner, (choice: number) => choices[choice], new Discrete(2))
  expect(env.actionSpace).toBeInstanceOf(Discrete)
  env.reset()
  env.step(1)
  expect(inner.actions).toEqual([Float32Array.of(1)])
  expect(new TransformAction(inner, () => nothing).actionSpace).toBe(inner.actionSpace)
})
