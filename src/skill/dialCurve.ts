import type { GaitwayMeta } from '../dt/index.js'
import { InputError } from '../platform/index.js'
import { type Calibration, parseCalibration } from './calibration.js'
import { type Knot, risingKnots } from './isotonic.js'

/**
 * How far an answer of the dial can be trusted.
 * - `calibrated`: between two measured points that lie close together.
 * - `uncalibrated`: nobody has measured this model; the target is passed on as it is.
 * - `gap`: between two measured points that lie far apart, so that what comes may be either.
 * - `below`, `above`: outside what was measured, or without a calibration outside the dial's range.
 */
export type DialZone = 'calibrated' | 'uncalibrated' | 'gap' | 'below' | 'above'

export interface DialAnswer {
  /** 0–100 inside the dial's range; other numbers outside it. */
  skill: number
  /** The episode return that is wanted. */
  targetReturn: number
  /** The target return to give to the model so that it gets there. */
  promptedReturn: number
  zone: DialZone
}

/** Neighbouring points that rise by more than this share of the range, and twice their distance, hold a gap. */
const GAP_SHARE = 0.2
/** So far beyond the outermost point, as a share of the range, a target is as good as measured. */
const SLACK = 0.02

function requireForward([low, high]: readonly [number, number]): void {
  if (!(low <= high))
    throw new InputError(
      `the dial's range ${low} … ${high} runs backwards: check targetRange in gaitway.json`,
    )
}

/** Throws `InputError` for a dial that cannot be turned: there is nothing to measure its answers against. */
export function requireWidth([low, high]: readonly [number, number]): void {
  requireForward([low, high])
  if (!(low < high))
    throw new InputError(
      `the model was trained on episodes of a single return, ${low}, so its dial cannot be judged: ` +
        'train it on episodes of several',
    )
}

/**
 * From skill 0–100 to a return, and from a wanted return to the one to prompt. Nothing is clamped: what lies outside
 * is carried on in a straight line and marked by its zone. A model of a single episode can be played, too: each skill
 * asks for its one return.
 */
export class DialCurve {
  /** Returns that skill 0 and skill 100 want. */
  readonly low: number
  readonly high: number
  readonly calibration: Calibration | undefined
  readonly #knots: readonly Knot[]

  constructor(range: readonly [number, number], calibration?: Calibration) {
    ;[this.low, this.high] = range
    requireForward(range)
    this.calibration = calibration
    this.#knots = calibration ? risingKnots(calibration.prompted, calibration.achieved) : []
  }

  static fromCheckpoint(meta: Pick<GaitwayMeta, 'targetRange' | 'calibration'>): DialCurve {
    return new DialCurve(
      meta.targetRange,
      meta.calibration === undefined ? undefined : parseCalibration(meta.calibration),
    )
  }

  ask(skill: number): DialAnswer {
    if (!Number.isFinite(skill))
      throw new InputError(`skill ${skill} is not a number; give one from 0 to 100`)
    return { ...this.askReturn(this.low + (skill / 100) * (this.high - this.low)), skill }
  }

  askReturn(targetReturn: number): DialAnswer {
    if (!Number.isFinite(targetReturn)) throw new InputError(`target return ${targetReturn} is not a number`)
    return { skill: this.skillOf(targetReturn), targetReturn, ...this.#prompt(targetReturn) }
  }

  /** 50 throughout where the dial knows a single return. */
  skillOf(targetReturn: number): number {
    const width = this.high - this.low
    return width === 0 ? 50 : (100 * (targetReturn - this.low)) / width
  }

  #prompt(target: number): Pick<DialAnswer, 'promptedReturn' | 'zone'> {
    const knots = this.#knots
    if (knots.length === 0) {
      const zone = target < this.low ? 'below' : target > this.high ? 'above' : 'uncalibrated'
      return { promptedReturn: target, zone }
    }
    const first = knots[0]
    const last = knots[knots.length - 1]
    const slack = SLACK * (this.high - this.low)
    if (target < first.y)
      return {
        promptedReturn: first.x + (target - first.y),
        zone: target < first.y - slack ? 'below' : 'calibrated',
      }
    if (target > last.y)
      return {
        promptedReturn: last.x + (target - last.y),
        zone: target > last.y + slack ? 'above' : 'calibrated',
      }
    const above = Math.max(
      1,
      knots.findIndex(({ y }) => y >= target),
    )
    const right = knots[above] ?? last
    const left = knots[above - 1]
    const rise = right.y - left.y
    const promptedReturn = left.x + ((target - left.y) / (rise || 1)) * (right.x - left.x)
    const isGap = rise > GAP_SHARE * (this.high - this.low) && rise > 2 * (right.x - left.x)
    return { promptedReturn, zone: isGap ? 'gap' : 'calibrated' }
  }
}
