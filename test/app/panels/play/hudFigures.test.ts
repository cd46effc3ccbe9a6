import { describe, expect, it } from 'vitest'
import { hudFigures } from '../../../../src/app/panels/play/hudFigures.js'
import type { Standing } from '../../../../src/app/simulation/protocol.js'

const standing: Standing = {
  x: 12.34,
  speed: 4.56,
  return: 80,
  pace: 900,
  steps: 60,
  status: 'running',
  place: 2,
}

describe('the figures of a lane', () => {
  it('are place, name, speed, distance and return', () => {
    expect(hudFigures('You', standing, undefined)).toEqual({
      place: '2nd',
      name: 'You',
      state: '4.6 m/s',
      distance: '12.3 m',
      return: '80',
      difference: undefined,
      filled: 0,
    })
  })

  it('say how far the return is from what was asked for by now', () => {
    const ask = { skill: 30, targetReturn: 1000 }
    const behind = hudFigures('Cheetah', { ...standing, targetSoFar: 100 }, ask)
    expect(behind).toMatchObject({ name: 'Cheetah 30', difference: { text: '−20', isNear: false } })
    expect(behind.filled).toBeCloseTo(0.56)
    const near = hudFigures('Cheetah', { ...standing, targetSoFar: 75 }, ask)
    expect(near.difference).toMatchObject({ text: '+5', isNear: true })
  })

  it('never fill the bar past its end', () => {
    expect(hudFigures('Cheetah', { ...standing, targetSoFar: 1 }, undefined).filled).toBe(1)
    expect(hudFigures('Cheetah', { ...standing, return: -50, targetSoFar: 10 }, undefined).filled).toBe(0)
  })

  it('say what a lane does that does not run', () => {
    expect(hudFigures('You', { ...standing, status: 'recovering' }, undefined).state).toBe('getting up')
    const through = { ...standing, status: 'finished' as const, finishTime: 12.345 }
    expect(hudFigures('You', through, undefined).state).toBe('12.35 s')
  })
})
