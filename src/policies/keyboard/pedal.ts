import { commandOf, type LinearGait } from '../gait.js'
import { GaitController } from '../gaitController.js'
import type { Controls, ControlScheme } from './keyboardPolicy.js'

export const LEFT_PEDAL = ['ArrowLeft', 'KeyA', 'KeyF']
export const RIGHT_PEDAL = ['ArrowRight', 'KeyD', 'KeyJ']

/** Taps that follow one another faster than this are worth nothing: the legs fight each other, ms. */
const SHORTEST = 60
/** Interval at which a regular rhythm gives all there is, ms. */
const BEST = 165
/** What a perfect rhythm is worth, of which 1 is used: a little unevenness costs nothing. */
const FULL = 1.25
/** Slower than this, the legs have come to rest between two taps, ms. */
const LONGEST = 900
/** Change of an interval, as a share of it, that halves what a tap is worth. */
const UNEVEN = 0.8
/** Share of the way to its rhythm's throttle that one tap goes. */
const GRIP = 0.35
/** Time in which the throttle falls to a third without taps, s. */
const COAST = 1.4

/**
 * Tap to pedal: left and right in turn, each tap a push. A quick and even rhythm runs fast; a wild one stumbles, and
 * the same foot twice is worth nothing. Rhythm is read from the times of the taps, finer than the control steps.
 */
export class PedalScheme implements ControlScheme {
  #gait: LinearGait
  #controller: GaitController
  #dt: number
  #throttle = 0
  #lastFoot: 'left' | 'right' | undefined
  #lastTime = 0
  #lastInterval = 0

  constructor(gait: LinearGait, { dt }: { dt: number }) {
    this.#gait = gait
    this.#controller = new GaitController(gait)
    this.#dt = dt
  }

  get throttle(): number {
    return this.#throttle
  }

  reset(): void {
    this.#throttle = 0
    this.#controller.reset()
    this.#lastFoot = undefined
    this.#lastInterval = 0
  }

  act(observation: Float32Array, { edges, axis }: Controls): Float32Array {
    this.#throttle -= (this.#throttle * this.#dt) / COAST
    for (const { code, down, time } of edges) if (down) this.#tap(code, time)
    if (axis !== 0) this.#throttle += (Math.max(0, axis) - this.#throttle) * Math.min(1, 2 * this.#dt)
    this.#controller.command = commandOf(this.#gait, 100 * this.#throttle)
    return this.#controller.act(observation)
  }

  #tap(code: string, time: number): void {
    const foot = LEFT_PEDAL.includes(code) ? 'left' : RIGHT_PEDAL.includes(code) ? 'right' : undefined
    if (foot === undefined) return
    const interval = time - this.#lastTime
    const isNext = foot !== this.#lastFoot
    this.#lastTime = time
    if (isNext && this.#lastFoot !== undefined && interval < LONGEST) {
      const quick =
        interval < BEST ? (interval - SHORTEST) / (BEST - SHORTEST) : (LONGEST - interval) / (LONGEST - BEST)
      const change = this.#lastInterval > 0 ? Math.abs(interval - this.#lastInterval) / this.#lastInterval : 0
      const even = 1 / (1 + (change / UNEVEN) * (change / UNEVEN))
      const wanted = Math.min(1, FULL * Math.max(0, quick) * even)
      this.#throttle += Math.max(0, wanted - this.#throttle) * GRIP
      this.#lastInterval = interval
    } else if (!isNext) this.#lastInterval = 0
    else this.#throttle = Math.max(this.#throttle, 0.1)
    this.#lastFoot = foot
  }
}
