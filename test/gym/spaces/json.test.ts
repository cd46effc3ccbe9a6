import { describe, expect, test } from 'vitest'
import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  spaceFromJSON,
  spaceFromText,
  spaceToText,
  Tuple,
} from '../../../src/gym/index.js'

const spaces = [
  new Box(-1, 1, [3]),
  new Box([0, -Infinity], [Infinity, 0.1]),
  new Box(0, 255, [2, 2, 3], 'uint8'),
  new Box(-Infinity, Infinity, [2, 0], 'float64'),
  new Discrete(4, -2),
  new MultiDiscrete([
    [2, 3],
    [4, 5],
  ]),
  new MultiBinary([2, 3]),
  new MultiBinary(5),
  new Dict({ Infinity: new Discrete(2), 'say "hi"': new Box(-Infinity, 1, [1]) }),
  new Tuple([new Discrete(2), new Dict({ inner: new Tuple([new MultiBinary(1)]) })]),
]

describe('round trip', () => {
  test.each(spaces.map((space) => [String(space), space] as const))('as strict JSON: %s', (_, space) => {
    const read = spaceFromJSON(JSON.parse(JSON.stringify(space)))
    expect(read.equals(space)).toBe(true)
    expect(read.contains(space.sample())).toBe(true)
  })

  test.each(spaces.map((space) => [String(space), space] as const))('as Minari’s text: %s', (_, space) => {
    expect(spaceFromText(spaceToText(space)).equals(space)).toBe(true)
  })
})

test('the field names are Gymnasium’s and Minari’s', () => {
  expect(spaceToText(new Box([-Infinity, 0], [Infinity, 1]))).toBe(
    '{"type":"Box","dtype":"float32","shape":[2],"low":[-Infinity,0],"high":[Infinity,1]}',
  )
  expect(new Box(0, 1, [2, 2], 'uint8').toJSON().low).toEqual([
    [0, 0],
    [0, 0],
  ])
  expect(spaceToText(new Discrete(4))).toBe('{"type":"Discrete","dtype":"int64","start":0,"n":4}')
  expect(new Dict({ a: new Discrete(2) }).toJSON()).toMatchObject({
    type: 'Dict',
    subspaces: { a: { n: 2 } },
  })
})

test('reads the text of a Minari dataset', () => {
  const text =
    '{"type": "Box", "dtype": "float64", "shape": [3], "low": [-Infinity, -1.0, 0.0], "high": [Infinity, 1.0, 2.0]}'
  const space = spaceFromText(text) as Box<'float64'>
  expect(space.low).toEqual(Float64Array.of(-Infinity, -1, 0))
})

test.each([
  [{ type: 'Ball' }, 'space: type: '],
  [{ type: 'Box', low: [0, 'x'], high: 1 }, 'space: low'],
  [{ type: 'Box', low: 0, high: 1, dtype: 'float16' }, 'space: dtype: '],
  [{ type: 'Discrete' }, 'space: n: '],
  [{ type: 'Tuple', subspaces: [{ type: 'Discrete', n: 0 }] }, 'Discrete: n must be'],
  [null, 'space: the whole: '],
])('broken JSON %j says where', (json, message) => {
  expect(() => spaceFromJSON(json)).toThrow(message)
})

test('text that is no JSON is refused', () => {
  expect(() => spaceFromText('{"type":')).toThrow('space: not JSON')
})
