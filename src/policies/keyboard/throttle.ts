import type { ThrottleRates } from '../../sim/index.js'
import { commandOf, type LinearGait } from '../gait.js'
import { GaitController } from '../gaitController.js'
import type { Controls, ControlScheme } from './keyboardPolicy.js'

export const FASTER = ['ArrowRight', 'ArrowUp', 'KeyD', 'KeyW']
export const SLOWER = ['ArrowLeft', 'ArrowDown', 'KeyA', 'KeyS']

export interface ThrottleSettings extends ThrottleRates {
  /** Time of a control step, s. */
  dt: number
}

const held = (keys: readonly string[], down: ReadonlySet<string>) => keys.some((code) => down.has(code))

/** Hold to run: a throttle that rises while the key is down and falls when it is let go, at the gait's command. */
export class ThrottleScheme implements ControlScheme {
  #gait: LinearGait
  #controller: GaitController
  #settings: ThrottleSettings
  #throttle = 0

  constructor(gait: LinearGait, settings: ThrottleSettings) {
    this.#gait = gait
    this.#controller = new GaitController(gait)
    this.#settings = settings
  }

  /** 0–1 */
  get throttle(): number {
    return this.#throttle
  }

  reset(): void {
    this.#throttle = 0
    this.#controller.reset()
  }

  act(observation: Float32Array, { down, axis }: Controls): Float32Array {
    const { dt, rise, fall, brake } = this.#settings
    if (axis !== 0) {
      // The stick says where the throttle is to be; it gets there no faster than by key.
      const wanted = Math.max(0, axis)
      this.#throttle += Math.min(rise * dt, Math.max(-brake * dt, wanted - this.#throttle))
    } else if (held(SLOWER, down)) this.#throttle -= brake * dt
    else if (held(FASTER, down)) this.#throttle += rise * dt
    else this.#throttle -= fall * dt
    this.#throttle = Math.min(1, Math.max(0, this.#throttle))
    this.#controller.command = commandOf(this.#gait, 100 * this.#throttle)
    return this.#controller.act(observation)
  }
}
