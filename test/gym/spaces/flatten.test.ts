import { describe, expect, test } from 'vitest'
import {
  Box,
  Dict,
  Discrete,
  flatSize,
  flatten,
  flattenSpace,
  MultiBinary,
  MultiDiscrete,
  Space,
  Tuple,
  unflatten,
} from '../../../src/gym/index.js'

const space = new Dict({
  a: new Box(-1, 1, [2]),
  b: new Discrete(3, 5),
  c: new Tuple([new MultiDiscrete([2, 2]), new MultiBinary(1)]),
})

test('choices become one-hot, parts follow each other in the order of the keys', () => {
  const member = { a: Float32Array.of(0.5, -0.5), b: 6, c: [Int32Array.of(1, 0), Int8Array.of(1)] }
  expect(flatten(space, member)).toEqual(Float32Array.of(0.5, -0.5, 0, 1, 0, 0, 1, 1, 0, 1))
  expect(unflatten(space, flatten(space, member))).toEqual(member)
})

test('flattened samples lie in the flattened space', () => {
  expect(flatSize(space)).toBe(10)
  const flat = flattenSpace(space)
  expect(flat.low).toEqual(Float32Array.of(-1, -1, 0, 0, 0, 0, 0, 0, 0, 0))
  for (let draw = 0; draw < 20; draw++) expect(flat.contains(flatten(space, space.sample()))).toBe(true)
})

test('an image and a great choice are not too much', () => {
  const frame = new Tuple([new Box(0, 255, [256, 256, 3], 'uint8'), new Discrete(200_000)])
  expect(flattenSpace(frame).size).toBe(256 * 256 * 3 + 200_000)
  const member = frame.sample()
  expect(unflatten(frame, flatten(frame, member))).toEqual(member)
})

test('is float64 where a part is', () => {
  const wide = new Tuple([new Box(0, 1, [1], 'float64'), new Discrete(2)])
  expect(flattenSpace(wide).dtype).toBe('float64')
  expect(flatten(wide, [Float64Array.of(0.1), 1])).toEqual(Float64Array.of(0.1, 0, 1))
})

describe('refuses', () => {
  test('a length that does not fit', () => {
    expect(() => unflatten(space, [1, 2])).toThrow('unflatten: expected 10 numbers, got 2')
  })

  test('a space of one’s own', () => {
    class Words extends Space<string> {
      override sample = () => 'word'
      override contains = (x: unknown): x is string => typeof x === 'string'
      override toJSON = () => ({ type: 'Words' })
    }
    expect(() => flattenSpace(new Words(undefined, undefined))).toThrow(
      'a Words space cannot become one array',
    )
  })
})
