import { expect, it } from 'vitest'
import { counted } from '../../src/platform/counted.js'

it('counts one thing, none and many as a person does', () => {
  expect([1, 0, 2].map((count) => counted(count, 'step'))).toEqual(['1 step', '0 steps', '2 steps'])
  expect(counted(240_000, 'step', '240 k')).toBe('240 k steps')
})
