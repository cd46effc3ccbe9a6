import { expect, test } from 'vitest'
import {
  batchSpace,
  Box,
  concatenate,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  separate,
  Tuple,
} from '../../../src/gym/index.js'

const spaces = [
  new Box(-1, 1, [3]),
  new Box(0, 9, [2, 2], 'uint8'),
  new Discrete(4, 2),
  new MultiDiscrete([3, 4], [1, -1]),
  new MultiBinary(5),
  new Dict({ x: new Box(0, 1, [2]), y: new Tuple([new Discrete(2), new MultiBinary([1, 2])]) }),
]

test.each(spaces.map((space) => [String(space), space] as const))(
  'members join and part again: %s',
  (_, space) => {
    const members = Array.from({ length: 3 }, () => space.sample())
    const batch = concatenate(space, members)
    expect(batchSpace(space, 3).contains(batch)).toBe(true)
    expect(separate(space, batch, 3)).toEqual(members)
  },
)

test('arrays grow a first axis, choices become MultiDiscrete', () => {
  expect((batchSpace(new Box(-1, 1, [3]), 2) as Box).shape).toEqual([2, 3])
  expect(batchSpace(new Discrete(4, 2), 2)).toBeInstanceOf(MultiDiscrete)
  expect(concatenate(new Box(-1, 1, [2]), [Float32Array.of(0, 1), Float32Array.of(-1, 0)])).toEqual(
    Float32Array.of(0, 1, -1, 0),
  )
})

test.each([
  [new Box(-1, 1, [2]), [Float32Array.of(0, 1), Float32Array.of(0)], 'an array of 2, got Float32Array of 1'],
  [new MultiBinary(1), [Int8Array.of(0), Int8Array.of(0, 1)], 'an array of 1, got Int8Array of 2'],
  [new Discrete(3), [0, undefined], 'a number, got undefined'],
  [new Dict({ x: new Discrete(3) }), [{ x: 0 }, {}], 'a number, got undefined'],
  [new Tuple([new Discrete(3)]), [[0], null], 'a list, got null'],
])('a member that does not fit is named, before it shifts the others: %s', (space, members, message) => {
  expect(() => concatenate(space, members)).toThrow(`concatenate: lane 1: expected ${message}`)
})

test('a Discrete that does not fit int32 cannot be batched', () => {
  expect(() => batchSpace(new Discrete(2, 2 ** 31 - 1), 2)).toThrow(
    'batchSpace: a Discrete of 2 from 2147483647 does not fit int32',
  )
  expect(() => batchSpace(new Discrete(1, -(2 ** 31) - 1), 2)).toThrow('does not fit int32')
  const last = new Discrete(2, 2 ** 31 - 2)
  expect(batchSpace(last, 2).contains(concatenate(last, [2 ** 31 - 2, 2 ** 31 - 1]))).toBe(true)
})
