import { expect, test } from 'vitest'
import { batchInfos } from '../../../src/gym/vector/infos.js'

test('numbers, booleans and anything else, each with a mask of who had it', () => {
  expect(
    batchInfos([{ x: 1, won: true, name: 'a' }, undefined, { x: 3 }, { won: false, name: null }]),
  ).toEqual({
    x: Float64Array.of(1, 0, 3, 0),
    _x: Uint8Array.of(1, 0, 1, 0),
    won: Uint8Array.of(1, 0, 0, 0),
    _won: Uint8Array.of(1, 0, 0, 1),
    name: ['a', null, null, null],
    _name: Uint8Array.of(1, 0, 0, 1),
  })
})

test('objects are batched in turn', () => {
  expect(batchInfos([{}, { episode: { r: 2, l: 5 } }])).toEqual({
    episode: {
      r: Float64Array.of(0, 2),
      _r: Uint8Array.of(0, 1),
      l: Float64Array.of(0, 5),
      _l: Uint8Array.of(0, 1),
    },
    _episode: Uint8Array.of(0, 1),
  })
})

test('lanes that disagree on a type end up in a list, and so do arrays', () => {
  const pose = Float32Array.of(1, 2)
  expect(
    batchInfos([
      { x: 1, pose },
      { x: 'one', pose },
    ]),
  ).toEqual({
    x: [1, 'one'],
    _x: Uint8Array.of(1, 1),
    pose: [pose, pose],
    _pose: Uint8Array.of(1, 1),
  })
})
