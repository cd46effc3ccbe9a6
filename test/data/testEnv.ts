import {
  Box,
  createGenerator,
  type Env,
  type Info,
  type ResetOptions,
  type StepResult,
} from '../../src/gym/index.js'
import { findSpec, make, register } from '../../src/gym/index.js'
import type { EnvSpec } from '../../src/gym/index.js'
import type { Outcome, Policy } from '../../src/policies/policy.js'

/** A point on a line that is pushed about: [place, speed] is seen, one push is done, it is over beyond ±10. */
export class PointEnv implements Env {
  readonly observationSpace = new Box(-Infinity, Infinity, [2])
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped = this
  readonly spec?: EnvSpec
  #random = createGenerator(0)
  #place = 0
  #speed = 0

  constructor(readonly options: { friction?: number } = {}) {}

  reset({ seed, options }: ResetOptions = {}): [Float32Array, Info] {
    if (seed !== undefined) this.#random = createGenerator(seed)
    this.#place = Number(options?.place ?? this.#random.uniform(-1, 1))
    this.#speed = 0
    return [this.#observation(), {}]
  }

  step([push]: Float32Array): StepResult<Float32Array> {
    this.#speed = Math.fround(this.#speed * (1 - (this.options.friction ?? 0.1)) + push)
    this.#place = Math.fround(this.#place + this.#speed)
    return [this.#observation(), Math.fround(-Math.abs(this.#place)), Math.abs(this.#place) > 10, false, {}]
  }

  close(): void {}

  #observation(): Float32Array {
    return Float32Array.of(this.#place, this.#speed)
  }
}

export const POINT = 'Test/Point-v0'

export function makePoint(options: Record<string, unknown> = {}): Env {
  try {
    findSpec(POINT)
  } catch {
    register({ id: POINT, entryPoint: (given) => new PointEnv(given), maxEpisodeSteps: 20 })
  }
  return make(POINT, options)
}

/** Pushes as its seed and what it saw say; remembers what it was told. */
export class TestPolicy implements Policy {
  readonly name = 'scripted:test'
  readonly outcomes: Outcome[] = []
  #random = createGenerator(0)

  reset({ seed }: { seed?: number } = {}): void {
    this.#random = createGenerator(seed)
    this.outcomes.length = 0
  }

  act([place]: Float32Array): Float32Array | Promise<Float32Array> {
    return Float32Array.of(Math.max(-1, Math.min(1, -0.1 * place + 0.5 * this.#random.normal())))
  }

  observe(outcome: Outcome): void {
    this.outcomes.push(outcome)
  }
}
