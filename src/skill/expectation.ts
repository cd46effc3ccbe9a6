import { between } from '../platform/index.js'
import type { Calibration } from './calibration.js'

/** What episodes with one prompt brought when the dial was calibrated. */
export interface Expectation {
  median: number
  lowerQuartile: number
  upperQuartile: number
  /** Share of the episodes that ended in a fall. */
  falls: number
}

/** What to expect of a prompt, between the two measured next to it; undefined outside what was measured. */
export function expectationAt(calibration: Calibration, prompted: number): Expectation | undefined {
  const { prompted: at } = calibration
  const right = at.findIndex((value) => value >= prompted)
  if (right < 0 || prompted < at[0]) return undefined
  const left = Math.max(0, right - 1)
  const share = right === left ? 0 : (prompted - at[left]) / (at[right] - at[left])
  const here = (values: readonly number[]) => between([values[left], values[right]], share)
  return {
    median: here(calibration.median),
    lowerQuartile: here(calibration.lowerQuartile),
    upperQuartile: here(calibration.upperQuartile),
    falls: here(calibration.falls),
  }
}
