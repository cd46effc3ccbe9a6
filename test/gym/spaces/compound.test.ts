import { describe, expect, test } from 'vitest'
import { Box, Dict, Discrete, Tuple } from '../../../src/gym/index.js'

describe('Dict', () => {
  const space = new Dict({ speed: new Box(0, 10, [1]), gear: new Discrete(5), a: new Discrete(2) })

  test('holds an object with a member under each key, no more and no fewer', () => {
    expect(space.contains({ speed: Float32Array.of(3), gear: 4, a: 0 })).toBe(true)
    expect(space.contains({ speed: Float32Array.of(3), gear: 5, a: 0 })).toBe(false)
    expect(space.contains({ gear: 4, a: 0 })).toBe(false)
    expect(space.contains({ speed: Float32Array.of(3), gear: 4, a: 0, more: 1 })).toBe(false)
    expect(space.contains(null)).toBe(false)
  })

  test('keeps its keys in alphabetical order', () => {
    expect(Object.keys(space.spaces)).toEqual(['a', 'gear', 'speed'])
    expect(Object.keys(space.sample())).toEqual(['a', 'gear', 'speed'])
  })

  test('one seed makes all parts repeat, and not draw alike', () => {
    const twins = new Dict({ one: new Box(0, 1, [1]), two: new Box(0, 1, [1]) })
    twins.seed(4)
    const first = twins.sample()
    expect(first.one).not.toEqual(first.two)
    twins.seed(4)
    expect(twins.sample()).toEqual(first)
  })

  test('or one seed for each key', () => {
    space.seed({ gear: 5 })
    const { gear } = space.sample()
    space.seed({ gear: 5 })
    expect(space.sample().gear).toBe(gear)
  })

  test('passes masks on', () => {
    expect(space.sample({ gear: [0, 0, 0, 1, 0] }).gear).toBe(3)
  })

  test('refuses what is no space', () => {
    expect(() => new Dict({ x: 3 as never })).toThrow('Dict: x is no space')
  })
})

describe('Tuple', () => {
  const space = new Tuple([new Discrete(3), new Box(-1, 1, [2])])

  test('holds a list with a member in each place', () => {
    expect(space.contains([2, Float32Array.of(0, 1)])).toBe(true)
    expect(space.contains([3, Float32Array.of(0, 1)])).toBe(false)
    expect(space.contains([2])).toBe(false)
    expect(space.contains({ 0: 2, 1: Float32Array.of(0, 1) })).toBe(false)
  })

  test('repeats with one seed, or with one for each place', () => {
    space.seed(9)
    const first = space.sample()
    space.seed(9)
    expect(space.sample()).toEqual(first)
    space.seed([1, 2])
    const second = space.sample()
    space.seed([1, 2])
    expect(space.sample()).toEqual(second)
  })

  test('passes masks on', () => {
    expect(space.sample([[0, 1, 0]])[0]).toBe(1)
  })

  test('refuses what is no space', () => {
    expect(() => new Tuple([new Discrete(2), {} as never])).toThrow('Tuple: element 1 is no space')
  })
})
