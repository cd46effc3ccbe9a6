import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatDuration,
  formatEnv,
  formatReturn,
  formatShort,
  formatWhen,
} from '../../../src/app/ui/format.js'

describe('figures', () => {
  it.each([
    [0, '0'],
    [0.00047, '0.00047'],
    [1e-7, '1.0e−7'],
    [0.012345, '0.0123'],
    [4.5, '4.5'],
    [99.96, '100'],
    [1234, '1,234'],
    [12_340, '12.3 k'],
    [1_200_000, '1.2 M'],
    [-0.5, '−0.5'],
    [Number.NaN, '–'],
  ])('formatShort(%d) is %s', (value, text) => expect(formatShort(value)).toBe(text))

  it.each([
    [4874.6, '4,875'],
    [-0.2, '0'],
    [-33.4, '−33'],
    [Infinity, '–'],
  ])('formatReturn(%d) is %s', (value, text) => expect(formatReturn(value)).toBe(text))

  it.each([
    [999, '999 B'],
    [1500, '1.5 kB'],
    [12_400_000, '12 MB'],
    [999_950, '1.0 MB'],
  ])('formatBytes(%d) is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([
    [8.4, '8 s'],
    [59.7, '1 min 00 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
    [Number.NaN, '–'],
  ])('formatDuration(%d) is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text))
})

describe('formatWhen', () => {
  const now = Date.parse('2026-05-10T12:00:00Z')
  it.each([
    [30_000, 'just now'],
    [5 * 60_000, '5 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [26 * 3_600_000, 'yesterday'],
    [3 * 86_400_000, '3 days ago'],
    [30 * 86_400_000, 'Apr 10, 2026'],
  ])('%d ms ago is %s', (ago, text) => expect(formatWhen(now - ago, now)).toBe(text))
})

describe('formatEnv', () => {
  it('calls the built-in bodies by name and leaves others as they are', () => {
    expect(formatEnv('Gaitway/HalfCheetah-v0')).toBe('Cheetah')
    expect(formatEnv('Mine/Crab-v1')).toBe('Mine/Crab-v1')
  })
})
