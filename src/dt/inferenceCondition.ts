import type { WeightTensor } from './checkpoint.js'
import type { Group } from './inferenceGroups.js'
import type { Linear } from './network.js'

/** y = x·W + b over some rows, in the arithmetic and the memory of whoever asks. */
type Product = (from: Float32Array, to: Float32Array, rows: number) => void

/** Features of every step's return, and what a norm makes of them, for as many steps as are computed together. */
export interface ConditionMemory {
  /** [steps, H] */
  readonly returnFeatures: Float32Array
  /** [steps, 2H]: scale, shift */
  readonly modulation: Float32Array
}

/**
 * How the returns of an adaptive model scale and shift its norms: of every token y ← y ⊙ (1 + scale) + shift, by the
 * return of the token's step.
 */
export class ReturnCondition {
  readonly #weight: Float32Array
  readonly #bias: Float32Array
  readonly #size: number
  readonly #memory: ConditionMemory
  #steps = 0
  readonly #ofTokens: number[] = []
  readonly #ofNewest: number[] = []

  constructor(
    weights: ReadonlyMap<string, WeightTensor>,
    { name, outputs }: Linear,
    memory: ConditionMemory,
  ) {
    this.#weight = weights.get(`${name}.weight`)!.data
    this.#bias = weights.get(`${name}.bias`)!.data
    this.#size = outputs
    this.#memory = memory
  }

  /** Takes in the returns of a group of lanes. */
  begin({ contexts, tokens }: Group): void {
    const [size, weight, bias] = [this.#size, this.#weight, this.#bias]
    const { returnFeatures } = this.#memory
    this.#steps = 0
    this.#ofTokens.length = 0
    this.#ofNewest.length = 0
    for (const [lane, { steps, returns }] of contexts.entries()) {
      for (let token = 0; token < tokens[lane]; token++)
        this.#ofTokens.push(this.#steps + Math.floor(token / 3))
      this.#ofNewest.push(this.#steps + steps - 1)
      for (let step = 0; step < steps; step++, this.#steps++) {
        const to = this.#steps * size
        for (let j = 0; j < size; j++) returnFeatures[to + j] = Math.tanh(weight[j] * returns[step] + bias[j])
      }
    }
  }

  /** Scales and shifts rows of a norm: all tokens of the group, or the newest of each lane. */
  apply(product: Product, y: Float32Array, which: 'tokens' | 'newest'): void {
    const size = this.#size
    const { returnFeatures, modulation } = this.#memory
    product(returnFeatures, modulation, this.#steps)
    const stepOf = which === 'tokens' ? this.#ofTokens : this.#ofNewest
    for (let row = 0; row < stepOf.length; row++) {
      const scale = stepOf[row] * 2 * size
      const shift = scale + size
      const at = row * size
      for (let j = 0; j < size; j++)
        y[at + j] = y[at + j] * (1 + modulation[scale + j]) + modulation[shift + j]
    }
  }
}
