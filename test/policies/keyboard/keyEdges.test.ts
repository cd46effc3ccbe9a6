import { expect, test } from 'vitest'
import { KeyEdges } from '../../../src/policies/keyboard/keyEdges.js'

test('a tap between two control steps counts for one of them', () => {
  const keys = new KeyEdges()
  keys.push('KeyD', true, 10)
  keys.push('KeyD', false, 25)
  const first = keys.take()
  expect(first.edges.map(({ down, time }) => [down, time])).toEqual([
    [true, 10],
    [false, 25],
  ])
  expect(first.down.has('KeyD')).toBe(true)
  expect(keys.take().down.has('KeyD')).toBe(false)
})

test('a held key is down at every step, and its repeats are no edges', () => {
  const keys = new KeyEdges()
  keys.push('KeyD', true, 10)
  keys.take()
  keys.push('KeyD', true, 40)
  const next = keys.take()
  expect(next.edges).toEqual([])
  expect(next.down.has('KeyD')).toBe(true)
})

test('losing the window lets every key go', () => {
  const keys = new KeyEdges()
  keys.push('KeyD', true, 10)
  keys.push('KeyA', true, 12)
  keys.take()
  keys.release(50)
  expect(keys.take().edges.map(({ code, down }) => [code, down])).toEqual([
    ['KeyD', false],
    ['KeyA', false],
  ])
  expect(keys.take().down.size).toBe(0)
})
