import { type Box, createGenerator, type Generator } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import type { Policy } from './policy.js'

/** Uniformly random actions between the space's bounds, anew at every step. */
export class RandomPolicy implements Policy {
  readonly name = 'random'
  #space: Box
  #generator: Generator

  /** Throws `InputError` for a space without finite bounds. */
  constructor(space: Box, seed = 0) {
    if (!space.isBounded()) throw new InputError('random: the action space has no finite bounds')
    this.#space = space
    this.#generator = createGenerator(seed)
  }

  reset({ seed }: { seed?: number } = {}): void {
    if (seed !== undefined) this.#generator = createGenerator(seed)
  }

  act(): Float32Array {
    const { low, high } = this.#space
    return low.map((least, i) => this.#generator.uniform(least, high[i]))
  }

  observe(): void {}
}
