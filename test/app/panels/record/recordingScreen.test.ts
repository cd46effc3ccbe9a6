import { describe, expect, it } from 'vitest'
import {
  countOf,
  isLive,
  recordingFigures,
  recordingKey,
} from '../../../../src/app/panels/record/recordingScreen.js'

describe('what lies over a recording', () => {
  it('are the figures so far, zero before the first step', () => {
    expect(recordingFigures(undefined)).toEqual({
      steps: '0',
      return: '0',
      distance: '0.0 m',
      speed: '0.0 m/s',
    })
    const standing = {
      x: 3.21,
      speed: 1.5,
      return: 1234.5,
      pace: 0,
      steps: 999,
      status: 'running',
      place: 1,
    } as const
    expect(recordingFigures(standing)).toEqual({
      steps: '999',
      return: '1,235',
      distance: '3.2 m',
      speed: '1.5 m/s',
    })
  })

  it('is the countdown before it begins', () => {
    expect(countOf({ kind: 'countdown' }, -1.5)).toBe(2)
    expect(countOf({ kind: 'recording' }, 1)).toBeUndefined()
  })

  it('lets Escape stop only what runs', () => {
    expect(isLive({ kind: 'countdown' })).toBe(true)
    expect(recordingKey('Escape', { kind: 'recording' })).toBe('stop')
    expect(recordingKey('Escape', { kind: 'empty' })).toBeUndefined()
    expect(recordingKey('KeyC', { kind: 'empty' })).toBe('camera')
    expect(recordingKey('KeyX', { kind: 'recording' })).toBeUndefined()
  })
})
