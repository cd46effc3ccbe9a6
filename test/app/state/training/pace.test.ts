import { describe, expect, it } from 'vitest'
import { PaceMeter } from '../../../../src/app/state/training/pace.js'

describe('PaceMeter', () => {
  it('leaves the slow first steps out of the time left', () => {
    const meter = new PaceMeter(105)
    let at = 0
    for (let step = 1; step <= 5; step++) meter.mark(step, (at += 3000))
    expect(meter.now()).toEqual({ stepsPerSecond: undefined, secondsLeft: undefined })
    for (let step = 6; step <= 25; step++) meter.mark(step, (at += 100))
    expect(meter.now().stepsPerSecond).toBeCloseTo(10, 6)
    expect(meter.now().secondsLeft).toBeCloseTo(8, 6)
  })

  it('follows a change of speed within its span', () => {
    const meter = new PaceMeter(10_000, 0, 2000)
    let at = 0
    let step = 0
    for (let i = 0; i < 50; i++) meter.mark(++step, (at += 100))
    for (let i = 0; i < 20; i++) meter.mark(++step, (at += 500))
    expect(meter.now().stepsPerSecond).toBeCloseTo(2, 1)
  })

  it('does not count a pause', () => {
    const meter = new PaceMeter(1000, 0)
    let at = 0
    for (let step = 1; step <= 10; step++) meter.mark(step, (at += 100))
    meter.pause()
    expect(meter.now().secondsLeft).toBeUndefined()
    at += 60_000
    for (let step = 11; step <= 20; step++) meter.mark(step, (at += 100))
    expect(meter.now().stepsPerSecond).toBeCloseTo(10, 6)
  })
})
