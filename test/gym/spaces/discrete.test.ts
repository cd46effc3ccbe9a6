import { describe, expect, test } from 'vitest'
import { Discrete, MultiBinary, MultiDiscrete } from '../../../src/gym/index.js'

describe('Discrete', () => {
  test('holds n whole numbers from start', () => {
    const space = new Discrete(3, -1)
    expect([-2, -1, 0, 1, 2].map((x) => space.contains(x))).toEqual([false, true, true, true, false])
    expect([0.5, NaN, '0', 0n].some((x) => space.contains(x))).toBe(false)
  })

  test('draws each of them, repeating with the seed', () => {
    const space = new Discrete(3, 10)
    space.seed(2)
    const draws = Array.from({ length: 60 }, () => space.sample())
    expect(new Set(draws)).toEqual(new Set([10, 11, 12]))
    space.seed(2)
    expect(Array.from({ length: 60 }, () => space.sample())).toEqual(draws)
  })

  test('a mask says which may be drawn; with none allowed the first is', () => {
    const space = new Discrete(4)
    space.seed(1)
    expect(Array.from({ length: 20 }, () => space.sample([0, 0, 1, 0]))).toEqual(
      Array.from({ length: 20 }, () => 2),
    )
    expect(space.sample([0, 0, 0, 0])).toBe(0)
    expect(() => space.sample([1])).toThrow('a mask needs 4 entries')
  })

  test.each([0, -1, 1.5, NaN])('refuses n = %s', (n) => {
    expect(() => new Discrete(n)).toThrow('Discrete: n must be a whole number above 0')
  })
})

describe('MultiDiscrete', () => {
  test('holds one choice an element', () => {
    const space = new MultiDiscrete([5, 2, 2], [0, 10, -1])
    expect(space.contains(Int32Array.of(4, 11, 0))).toBe(true)
    expect(space.contains(Int32Array.of(5, 11, 0))).toBe(false)
    expect(space.contains(Int32Array.of(4, 11))).toBe(false)
    expect(space.contains([4, 11, 0])).toBe(false)
    for (let draw = 0; draw < 50; draw++) expect(space.contains(space.sample())).toBe(true)
  })

  test('may have more than one axis', () => {
    const space = new MultiDiscrete([
      [2, 3],
      [4, 5],
    ])
    expect(space.shape).toEqual([2, 2])
    expect(space.contains(Int32Array.of(1, 2, 3, 4))).toBe(true)
  })

  test('masks say which choices may be drawn', () => {
    const space = new MultiDiscrete([3, 2])
    expect(
      space.sample([
        [0, 1, 0],
        [1, 0],
      ]),
    ).toEqual(Int32Array.of(1, 0))
  })

  test('refuses what cannot be', () => {
    expect(() => new MultiDiscrete([])).toThrow('at least one number')
    expect(() => new MultiDiscrete([2, 0])).toThrow('got 0 at element 1')
    expect(() => new MultiDiscrete([2, 2.5])).toThrow('got 2.5 at element 1')
    expect(() => new MultiDiscrete([[1, 2], [3]])).toThrow('rows of different lengths')
    expect(() => new MultiDiscrete([2, 2], [0])).toThrow('start has 1 elements, nvec has 2')
    expect(() => new MultiDiscrete([2, 2], [0, 0.5])).toThrow(
      'choices must be whole numbers that fit int32, got start 0.5 and nvec 2 at element 1',
    )
    expect(() => new MultiDiscrete([2], [2 ** 31 - 1])).toThrow(
      'got start 2147483647 and nvec 2 at element 0',
    )
    expect(() => new MultiDiscrete([2], [2 ** 32])).toThrow('fit int32')
  })
})

describe('MultiBinary', () => {
  test('holds zeros and ones', () => {
    const space = new MultiBinary(4)
    expect(space.contains(Int8Array.of(0, 1, 1, 0))).toBe(true)
    expect(space.contains(Int8Array.of(0, 1, 2, 0))).toBe(false)
    expect(space.contains(Uint8Array.of(0, 1, 1, 0))).toBe(false)
    space.seed(1)
    expect(space.contains(space.sample())).toBe(true)
    expect(new MultiBinary([2, 3]).size).toBe(6)
  })

  test('a mask fixes elements, 2 leaves them free', () => {
    const space = new MultiBinary(3)
    for (let draw = 0; draw < 10; draw++) {
      const sample = space.sample([0, 1, 2])
      expect([sample[0], sample[1]]).toEqual([0, 1])
    }
  })

  test('refuses what cannot be', () => {
    expect(() => new MultiBinary(0)).toThrow('MultiBinary: n must be whole numbers above 0, got 0')
    expect(() => new MultiBinary([])).toThrow('got []')
  })
})
