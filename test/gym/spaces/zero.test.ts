import { expect, test } from 'vitest'
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space, Tuple } from '../../../src/gym/index.js'
import { zeroOf } from '../../../src/gym/spaces/zero.js'

test.each<[space: Space<unknown>, zero: unknown]>([
  [new Box([-1, 2, -5], [1, 3, -4]), Float32Array.of(0, 2, -4)],
  [new Discrete(3, 7), 7],
  [new MultiDiscrete([2, 2], [1, -1]), Int32Array.of(1, -1)],
  [new MultiBinary(2), Int8Array.of(0, 0)],
  [new Dict({ a: new Discrete(2), b: new Tuple([new Discrete(2, 1)]) }), { a: 0, b: [1] }],
])('the member of %s nearest to zero', (space, zero) => {
  expect(zeroOf(space)).toEqual(zero)
  expect(space.contains(zeroOf(space))).toBe(true)
})
