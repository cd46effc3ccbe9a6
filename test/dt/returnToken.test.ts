import { describe, expect, test } from 'vitest'
import type { Conditioning } from '../../src/dt/gaitwayMeta.js'
import { rawReturnTokens, ReturnController, standardiseReturn } from '../../src/dt/returnToken.js'

const meanNeeded: Conditioning = {
  mode: 'mean-needed',
  mean: 1,
  std: 0.5,
  clip: [-1, 3],
  control: 'feedback',
}
/** What the token asks for, in reward a step. */
const asked = (controller: ReturnController) => controller.token() * 0.5 + 1

describe('return tokens of recorded episodes', () => {
  const rewards = Float32Array.of(1, 2, 3)

  test('classic: what is still to come', () => {
    expect([...rawReturnTokens('classic', rewards, true, 10)]).toEqual([6, 5, 3])
  })

  test('mean needed: per step left; a fall is paid for until the horizon, a cut is not', () => {
    expect([...rawReturnTokens('mean-needed', rewards, false, 10)]).toEqual([2, 2.5, 3])
    expect([...rawReturnTokens('mean-needed', rewards, true, 6)]).toEqual([1, 1, 0.75])
  })

  test('are clipped and standardised', () => {
    expect(standardiseReturn(meanNeeded, 2)).toBe(2)
    expect(standardiseReturn(meanNeeded, 99)).toBe(4)
    expect(standardiseReturn({ mode: 'classic', scale: 1000 }, 3600)).toBe(3.6)
  })
})

describe('return tokens at play', () => {
  test('classic: the target less what was earned, in float32', () => {
    const controller = new ReturnController({ mode: 'classic', scale: 1000 }, 3600, 1000)
    expect(controller.token()).toBe(Math.fround(3.6))
    controller.observe(4)
    expect(controller.token()).toBe(Math.fround(Math.fround(3.6) - Math.fround(4 / 1000)))
    controller.reset()
    expect(controller.token()).toBe(Math.fround(3.6))
  })

  test('feedback asks for more after too little, and never for a leap at the end', () => {
    const controller = new ReturnController(meanNeeded, 1000, 1000)
    expect(asked(controller)).toBeCloseTo(1, 5)
    for (let t = 0; t < 500; t++) controller.observe(0.5)
    expect(asked(controller)).toBeCloseTo(1.5, 5)
    for (let t = 500; t < 990; t++) controller.observe(1.5)
    // 15 are missing; over ten steps that would be 1.5 each, over fifty it is 0.3.
    expect(asked(controller)).toBeCloseTo(15 / 50, 5)
  })

  test('past the horizon it keeps the pace', () => {
    const controller = new ReturnController(meanNeeded, 1000, 1000)
    for (let t = 0; t < 3000; t++) controller.observe(1)
    expect(asked(controller)).toBeCloseTo(1, 5)
  })

  test('hold asks for the same all along', () => {
    const controller = new ReturnController(meanNeeded, 1000, 1000, 'hold')
    for (let t = 0; t < 300; t++) controller.observe(0)
    expect(asked(controller)).toBeCloseTo(1, 5)
  })

  test('pi makes up for a lasting deficit, and forgets it', () => {
    const controller = new ReturnController(meanNeeded, 1000, 1000, 'pi')
    for (let t = 0; t < 100; t++) controller.observe(0.5)
    const behind = asked(controller)
    expect(behind).toBeGreaterThan(1.15)
    for (let t = 0; t < 2000; t++) controller.observe(1)
    expect(asked(controller)).toBeCloseTo(1, 2)
  })

  test.each(['feedback', 'hold', 'pi'] as const)(
    'another target in mid-run is the new pace, with %s',
    (control) => {
      const controller = new ReturnController(meanNeeded, 1000, 1000, control)
      for (let t = 0; t < 400; t++) controller.observe(1)
      controller.setTarget(2000)
      expect(asked(controller)).toBeCloseTo(2, 5)
    },
  )

  test('another target in mid-run, classic: the new pace for what is left', () => {
    const controller = new ReturnController({ mode: 'classic', scale: 1000 }, 1000, 1000)
    for (let t = 0; t < 400; t++) controller.observe(1)
    controller.setTarget(2000)
    expect(controller.token()).toBeCloseTo(0.6 * 2, 4)
  })
})
