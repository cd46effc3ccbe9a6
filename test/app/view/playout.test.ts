import { describe, expect, it } from 'vitest'
import { mix, Playout } from '../../../src/app/view/playout.js'

/** One link that is at x = time. */
const frame = (time: number) => ({ time, poses: Float32Array.of(time, 1, time / 2) })

/** Draws at 60 Hz for `seconds` from `from` on, feeding a frame every `step`; what was on the screen. */
function watch(playout: Playout, from: number, seconds: number, step: number): { now: number; x: number }[] {
  const shown: { now: number; x: number }[] = []
  const out = new Float32Array(3)
  let next = 0
  for (let now = 0; now < seconds; now += 1 / 60) {
    while (next <= now) {
      playout.push(frame(from + next), 10 + now)
      next += step
    }
    if (playout.draw(10 + now, out)) shown.push({ now, x: out[0] })
  }
  return shown
}

describe('playing frames out', () => {
  it('has nothing to show before the first frame', () => {
    expect(new Playout(0.05).draw(0, new Float32Array(3))).toBe(false)
  })

  it('turns twenty frames a second into a motion as even as the screen', () => {
    const shown = watch(new Playout(0.05), 0, 4, 0.05).slice(90)
    const steps = shown.slice(1).map(({ x }, i) => x - shown[i].x)
    expect(Math.min(...steps)).toBeGreaterThan(0.5 / 60)
    expect(Math.max(...steps)).toBeLessThan(1.5 / 60)
  })

  it('stays about one control step behind the newest frame', () => {
    const shown = watch(new Playout(0.05), 0, 4, 0.05).slice(90)
    for (const { now, x } of shown) {
      expect(now - x).toBeGreaterThan(-0.02)
      expect(now - x).toBeLessThan(0.12)
    }
  })

  it('stands still when frames stop, and goes on when they come again', () => {
    const playout = new Playout(0.05)
    const out = new Float32Array(3)
    watch(playout, 0, 1, 0.05)
    for (let now = 11; now < 20; now += 0.1) playout.draw(now, out)
    expect(out[0]).toBeCloseTo(0.95)
    playout.push(frame(1), 20)
    playout.push(frame(1.05), 20)
    playout.draw(20.04, out)
    expect(out[0]).toBeGreaterThan(0.95)
    expect(out[0]).toBeLessThan(1.06)
  })

  it('is still before the first frame, and again when no more come', () => {
    const playout = new Playout(0.05)
    const out = new Float32Array(3)
    expect(playout.still).toBe(true)
    watch(playout, 0, 1, 0.05)
    expect(playout.still).toBe(false)
    for (let now = 11; now < 14; now += 0.1) playout.draw(now, out)
    expect(playout.still).toBe(true)
    playout.push(frame(1), 14)
    expect(playout.still).toBe(false)
  })

  it('begins anew when time goes back: another race', () => {
    const playout = new Playout(0.05)
    watch(playout, 5, 1, 0.05)
    playout.push(frame(0), 30)
    const out = new Float32Array(3)
    playout.draw(30, out)
    expect(out[0]).toBe(0)
  })
})

describe('mixing two poses', () => {
  it('is linear in place and angle', () => {
    const out = new Float32Array(3)
    mix(Float32Array.of(0, 1, 0), Float32Array.of(1, 2, 0.5), 0.25, out)
    expect([...out]).toEqual([0.25, 1.25, 0.125])
  })

  it('shows a link that was put elsewhere where it is now', () => {
    const out = new Float32Array(3)
    mix(Float32Array.of(0, 1, 0), Float32Array.of(9, 2, 0.5), 0.25, out)
    expect([...out]).toEqual([9, 2, 0.5])
  })
})
