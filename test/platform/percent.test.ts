import { expect, it } from 'vitest'
import { percent } from '../../src/platform/percent.js'

it('shares read as percent, with as many digits as asked for', () => {
  expect(percent(0.12345)).toBe('12.3 %')
  expect(percent(0.12345, 2)).toBe('12.35 %')
  expect(percent(1, 0)).toBe('100 %')
})
