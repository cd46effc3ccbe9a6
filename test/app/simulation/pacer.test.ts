import { describe, expect, it } from 'vitest'
import { Pacer } from '../../../src/app/simulation/pacer.js'

/** Steps taken by someone who looks every `look` seconds for `seconds`. */
function steps(pacer: Pacer, from: number, seconds: number, look: number): number {
  let taken = 0
  for (let now = from; now < from + seconds - 1e-9; now += look) taken += pacer.due(now)
  return taken
}

describe('control steps against the clock', () => {
  it('makes as many steps as time has passed, the first at once', () => {
    const pacer = new Pacer(0.05)
    expect(pacer.due(100)).toBe(1)
    expect(pacer.due(100.02)).toBe(0)
    expect(pacer.due(100.05)).toBe(1)
    expect(pacer.due(100.16)).toBe(2)
  })

  it('keeps the rate whatever the rate of looking', () => {
    expect(steps(new Pacer(0.008), 7, 10, 0.004)).toBe(1250)
    expect(steps(new Pacer(0.008), 7, 10, 0.016)).toBeGreaterThanOrEqual(1248)
    expect(steps(new Pacer(0.05), 7, 10, 0.0167)).toBe(200)
  })

  it('catches up a little and forgets the rest', () => {
    const pacer = new Pacer(0.05)
    pacer.due(0)
    expect(pacer.due(5)).toBe(3)
    expect(pacer.due(5.01)).toBe(0)
    expect(steps(pacer, 5.02, 1, 0.01)).toBeLessThanOrEqual(21)
  })

  it('starts anew after a pause', () => {
    const pacer = new Pacer(0.05)
    pacer.due(0)
    pacer.stop()
    expect(pacer.due(1000)).toBe(1)
    expect(pacer.due(1000.01)).toBe(0)
  })

  it('says how long to sleep', () => {
    const pacer = new Pacer(0.05)
    pacer.due(0)
    expect(pacer.wait(0.01)).toBeCloseTo(0.04)
    expect(pacer.wait(0.09)).toBe(0)
  })
})
