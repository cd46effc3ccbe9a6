import { describe, expect, it } from 'vitest'
import { clockSpeed } from '../../../src/app/simulation/clockSpeed.js'

describe('the speed of simulated time', () => {
  it.each([
    ['', 1],
    ['?speed=4', 4],
    ['?speed=1.5', 1.5],
    ['?other=3', 1],
  ])('after %j is %d', (search, speed) => {
    expect(clockSpeed(search)).toBe(speed)
  })

  it.each(['?speed=0', '?speed=-2', '?speed=21', '?speed=fast', '?speed=', '?speed=Infinity'])(
    'is that of the wall clock after %j',
    (search) => {
      expect(clockSpeed(search)).toBe(1)
    },
  )
})
