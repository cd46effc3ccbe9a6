import type { Policy } from '../../../src/index.js'

const STRONGEST_BRAKING = 2.4 // m/s²: full thrust less gravity
const HOVER = -0.2 // throttle that carries the weight

/**
 * Falls, then brakes as late as it dares: at skill 100 in time for a soft landing, at skill 0 as if the engine were
 * three times as strong.
 */
export class Pilot implements Policy {
  readonly name: string
  readonly #believedBraking: number

  constructor(skill: number) {
    this.name = `scripted:pilot-${skill}`
    this.#believedBraking = STRONGEST_BRAKING * (0.7 + 2.3 * (1 - skill / 100))
  }

  reset(): void {}

  act([height, velocity]: Float32Array): Float32Array {
    const fastest = -0.5 - Math.sqrt(2 * this.#believedBraking * height)
    return Float32Array.of(Math.min(Math.max(HOVER + 4 * (fastest - velocity), -1), 1))
  }

  observe(): void {}
}
