import { describe, expect, it } from 'vitest'
import { gamepadAxis } from '../../../src/app/simulation/controls.js'

const pad = (axes: number[], buttons: Record<number, number> = {}): Gamepad =>
  ({
    axes,
    buttons: Array.from({ length: 16 }, (_, index) => ({ value: buttons[index] ?? 0 })),
  }) as unknown as Gamepad

describe('a gamepad', () => {
  it('runs by its right trigger, its stick or its cross, whichever is pressed most', () => {
    expect(gamepadAxis([pad([0], { 7: 0.8 })])).toBe(0.8)
    expect(gamepadAxis([pad([0.5])])).toBe(0.5)
    expect(gamepadAxis([pad([0.2], { 15: 1 })])).toBe(1)
    expect(gamepadAxis([pad([-1])])).toBe(-1)
  })

  it('rests in its middle, and may be missing', () => {
    expect(gamepadAxis([pad([0.08])])).toBe(0)
    expect(gamepadAxis([null, null])).toBe(0)
    expect(gamepadAxis([])).toBe(0)
  })
})
