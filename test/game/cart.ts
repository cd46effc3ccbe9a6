import type { Env, Info, ResetOptions, StepResult } from '../../src/gym/env.js'
import { Box } from '../../src/gym/spaces/box.js'
import type { Policy } from '../../src/policies/policy.js'

/** Seconds of one step of a cart. */
export const CART_STEP = 0.1

/**
 * The smallest thing that can race: its action is its speed in units of 10 m/s, its reward that speed. Observation:
 * height, pitch, x. It tips over, sinks or falls when told to.
 */
export class Cart implements Env<Float32Array, Float32Array> {
  readonly observationSpace = new Box(-Infinity, Infinity, [3])
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped = this
  readonly resets: ResetOptions[] = []
  readonly applied: number[] = []
  pitch = 0
  height = 1
  fallAt = Infinity
  x = 0

  reset(options: ResetOptions = {}): [Float32Array, Info] {
    this.resets.push(options)
    this.x = Number(options.options?.x ?? 0)
    this.pitch = 0
    this.height = 1
    return [this.observation(), { x_position: this.x }]
  }

  step([speed]: Float32Array): StepResult<Float32Array> {
    this.applied.push(speed)
    const before = this.x
    this.x += speed * 10 * CART_STEP
    const falls = before < this.fallAt && this.x >= this.fallAt
    const info = { x_position: this.x, x_velocity: speed * 10 }
    return [this.observation(), speed * 10, falls, false, info]
  }

  close(): void {}

  private observation(): Float32Array {
    return Float32Array.of(this.height, this.pitch, this.x)
  }
}

/** Always the same speed, in m/s; remembers what it was told. */
export class Throttle implements Policy {
  readonly name = 'scripted:throttle'
  resets: (number | undefined)[] = []
  observed: number[] = []

  constructor(public speed: number) {}

  reset(options?: { seed?: number }): void {
    this.resets.push(options?.seed)
  }

  act(): Float32Array {
    return Float32Array.of(this.speed / 10)
  }

  observe({ action }: { action: Float32Array }): void {
    this.observed.push(action[0])
  }
}
