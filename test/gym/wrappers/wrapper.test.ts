import { describe, expect, test } from 'vitest'
import {
  callWrapperAttr,
  getWrapperAttr,
  hasWrapperAttr,
  layers,
  OrderEnforcing,
  setWrapperAttr,
  TimeLimit,
  Wrapper,
} from '../../../src/gym/index.js'
import { nothing, script, type Script } from './script.js'

class Loud extends Wrapper {
  volume = 3

  constructor(env: Script) {
    super(env, 'Loud')
  }
}

test('passes everything through', () => {
  const inner = script([1, 2], [0.5])
  const env = new Loud(inner)
  expect(env.reset()).toEqual([Float32Array.of(1), {}])
  expect(env.step(nothing)).toEqual([Float32Array.of(2), 0.5, true, false, {}])
  expect(env.observationSpace).toBe(inner.observationSpace)
  expect(env.actionSpace).toBe(inner.actionSpace)
  expect(env.unwrapped).toBe(inner)
  env.close()
  expect(inner.closed).toBe(1)
})

test('says what it is made of', () => {
  const env = new TimeLimit(new Loud(script([1])), { maxEpisodeSteps: 5 })
  expect(String(env)).toBe('<TimeLimit<Loud<environment>>>')
  expect(layers(env)).toEqual([env, env.env, env.unwrapped])
})

describe('attributes', () => {
  const inner = script([1])
  const env = new TimeLimit(new Loud(inner), { maxEpisodeSteps: 5 })

  test('are found through all layers', () => {
    expect(getWrapperAttr(env, 'maxEpisodeSteps')).toBe(5)
    expect(getWrapperAttr(env, 'volume')).toBe(3)
    expect(getWrapperAttr(env, 'lines')).toBe(inner.lines)
    expect(callWrapperAttr(env, 'reset')).toEqual([Float32Array.of(1), {}])
    expect(hasWrapperAttr(env, 'wings')).toBe(false)
    expect(() => getWrapperAttr(env, 'wings')).toThrow('environment has no attribute wings')
  })

  test('are set where they are, or on the innermost', () => {
    setWrapperAttr(env, 'volume', 11)
    expect((env.env as Loud).volume).toBe(11)
    setWrapperAttr(env, 'wings', 2)
    expect((inner as unknown as { wings: number }).wings).toBe(2)
  })
})

describe('TimeLimit', () => {
  test('truncates at its last step, and beside a termination too', () => {
    const env = new TimeLimit(script([0, 0, 0, 0]), { maxEpisodeSteps: 3 })
    env.reset()
    expect([1, 2, 3].map(() => env.step(nothing).slice(2, 4))).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ])
    expect(env.elapsedSteps).toBe(3)
    env.reset()
    expect(env.elapsedSteps).toBe(0)
  })

  test.each([0, -1, 2.5, NaN])('refuses a limit of %s', (maxEpisodeSteps) => {
    expect(() => new TimeLimit(script([0]), { maxEpisodeSteps })).toThrow(
      'maxEpisodeSteps must be a whole number',
    )
  })
})

test('OrderEnforcing refuses step before reset', () => {
  const env = new OrderEnforcing(script([0, 0]))
  expect(() => env.step(nothing)).toThrow('environment: step before reset; call env.reset() first')
  env.reset()
  expect(env.hasReset).toBe(true)
  env.step(nothing)
})
