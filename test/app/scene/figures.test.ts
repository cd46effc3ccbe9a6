import { expect, it } from 'vitest'
import { countAt, formatClock, formatMetres, formatSpeed } from '../../../src/app/scene/figures.js'

it('writes times, lengths and speeds as they are read over a picture', () => {
  expect([0, 7.44, 62.38, -2].map(formatClock)).toEqual(['0:00.0', '0:07.4', '1:02.3', '0:00.0'])
  expect([0, -0.01, 3.14].map(formatMetres)).toEqual(['0.0 m', '0.0 m', '3.1 m'])
  expect([-0.04, 5.77].map(formatSpeed)).toEqual(['0.0 m/s', '5.8 m/s'])
})

it('counts down to 1, a number a second', () => {
  expect([-3, -2.5, -2, -1.2, -0.4, 0].map(countAt)).toEqual([3, 3, 2, 2, 1, 1])
})
