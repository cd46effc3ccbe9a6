import type { Env, StepResult } from '../../src/gym/env.js'
import { createGenerator } from '../../src/gym/seeding.js'
import { Box, findSpec, make, register } from '../../src/gym/index.js'
import type { Policy } from '../../src/policies/policy.js'

export const THROTTLE = 'Test/Throttle-v0'
const STEPS = 200

/**
 * The smallest thing that can be driven well or badly: speed follows the throttle, reward is the speed. With `cliff`,
 * it ends as soon as the speed exceeds that; `start` is how far from rest it may begin.
 */
class Throttle implements Env {
  readonly observationSpace = new Box(-2, 2, [1])
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped = this
  readonly #cliff: number
  readonly #start: number
  #random = createGenerator(0)
  #speed = 0

  constructor({ cliff = Infinity, start = 0.05 }: { cliff?: number; start?: number }) {
    this.#cliff = cliff
    this.#start = start
  }

  reset({ seed }: { seed?: number } = {}): [Float32Array, Record<string, unknown>] {
    if (seed !== undefined) this.#random = createGenerator(seed)
    this.#speed = Math.fround(this.#random.uniform(-this.#start, this.#start))
    return [Float32Array.of(this.#speed), {}]
  }

  step(action: Float32Array): StepResult<Float32Array> {
    this.#speed = Math.fround(0.5 * this.#speed + 0.5 * action[0])
    return [Float32Array.of(this.#speed), this.#speed, this.#speed > this.#cliff, false, {}]
  }

  close(): void {}
}

try {
  findSpec(THROTTLE)
} catch {
  register({ id: THROTTLE, entryPoint: (options) => new Throttle(options), maxEpisodeSteps: STEPS })
}

export const makeThrottle = (options: { cliff?: number; start?: number } = {}) => make(THROTTLE, options)

/** Full throttle at skill 100, standing still at skill 0. */
export class ThrottlePolicy implements Policy {
  readonly name = 'scripted:throttle'

  constructor(public skill: number) {}

  reset(): void {}

  act(): Float32Array {
    return Float32Array.of(this.skill / 100)
  }

  observe(): void {}
}
