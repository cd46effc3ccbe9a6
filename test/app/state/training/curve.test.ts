import { describe, expect, it } from 'vitest'
import { LossCurve } from '../../../../src/app/state/training/curve.js'

describe('LossCurve', () => {
  it('keeps every loss while there are few', () => {
    const curve = new LossCurve(100)
    for (const [step, loss] of [3, 2, 1].entries()) curve.add(step + 1, loss)
    expect(curve.points()).toMatchObject({ steps: [1, 2, 3], raw: [3, 2, 1] })
  })

  it('halves its resolution instead of growing, and keeps the mean and the ends', () => {
    const curve = new LossCurve(10_000, 100)
    for (let step = 1; step <= 10_000; step++) curve.add(step, step % 2)
    const { steps, raw } = curve.points()
    expect(steps.length).toBeGreaterThanOrEqual(50)
    expect(steps.length).toBeLessThan(100)
    expect(new Set(raw)).toEqual(new Set([0.5]))
    expect(steps.at(-1)).toBeGreaterThan(9800)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  })

  it('begins its smoothed line at the first loss, and levels out noise', () => {
    const curve = new LossCurve(1000)
    for (let step = 1; step <= 1000; step++) curve.add(step, 1 + (step % 2 === 0 ? 0.5 : -0.5))
    const { smooth } = curve.points()
    expect(smooth[0]).toBeCloseTo(0.5, 10)
    expect(Math.abs(smooth.at(-1)! - 1)).toBeLessThan(0.05)
  })

  it('smooths over steps, so that sparse points of a resumed training weigh as much as their steps', () => {
    const dense = new LossCurve(100)
    for (let step = 1; step <= 100; step++) dense.add(step, step < 50 ? 2 : 1)
    const sparse = new LossCurve(100)
    for (const step of [25, 49, 75, 100]) sparse.add(step, step < 50 ? 2 : 1)
    expect(sparse.points().smooth.at(-1)).toBeCloseTo(dense.points().smooth.at(-1)!, 1)
  })

  it('leaves out what is no number', () => {
    const curve = new LossCurve(10)
    curve.add(1, Number.NaN)
    expect(curve.points().steps).toEqual([])
  })
})
