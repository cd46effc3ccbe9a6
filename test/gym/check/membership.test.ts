import { expect, test } from 'vitest'
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Space, Tuple } from '../../../src/gym/index.js'
import { whyNotIn } from '../../../src/gym/check/membership.js'

class Words extends Space<string> {
  override sample = () => 'word'
  override contains = (x: unknown): x is string => typeof x === 'string'
  override toJSON = () => ({ type: 'Words' })
}

const nested = new Dict({ pair: new Tuple([new Discrete(2), new Box(0, 1, [2])]) })

test.each<[space: Space<unknown>, x: unknown, why: string | undefined]>([
  [new Box(0, 1, [2]), Float32Array.of(0, 1), undefined],
  [new Box(0, 1, [2]), [0, 1], 'expected Float32Array of 2, got array of 2'],
  [new Box(0, 1, [2]), Float32Array.of(0, 3), 'element 1 is 3, outside [0, 1]'],
  [new Box(0, 9, [1], 'uint8'), Uint8Array.of(12), 'element 0 is 12, outside [0, 9]'],
  [new Discrete(3, 2), 5, 'expected a whole number from 2 to 4, got 5'],
  [new MultiDiscrete([2, 2]), [0, 0], 'expected Int32Array of 2, got array of 2'],
  [new MultiDiscrete([2, 2]), Int32Array.of(0, 2), 'not one of its choices: [0, 2]'],
  [new MultiBinary(1), Int8Array.of(2), 'not one of its choices: [2]'],
  [nested, { pair: [1, Float32Array.of(0, NaN)] }, 'pair: element 1: element 1 is NaN, outside [0, 1]'],
  [nested, { pair: [1] }, 'pair: expected a list of 2, got array of 1'],
  [nested, { other: 1 }, 'expected an object with pair, got object with other'],
  [new Words(undefined, undefined), 7, 'Words does not contain 7'],
])('%s and %j: %s', (space, x, why) => {
  expect(whyNotIn(space, x)).toBe(why)
})
