import type { Perceptron } from '../policies/index.js'

/** Inputs that a `PerceptronBatch` takes at once. */
export const BATCH = 4

/**
 * A `Perceptron` for a few inputs at once: sums that do not wait for one another keep the processor busy. Each sum runs
 * in the order that `Perceptron` has, so the bits are the same as one after the other.
 *
 * A unit's values lie side by side: [units][BATCH].
 */
export class PerceptronBatch {
  readonly parameters: number
  readonly #sizes: readonly number[]
  /** What each layer gave in the last `forward`; the first is the inputs. */
  readonly #values: Float64Array[]
  /** Gradients with respect to `#values`. */
  readonly #gradients: Float64Array[]

  constructor({ sizes, parameters }: Perceptron) {
    this.#sizes = sizes
    this.parameters = parameters
    this.#values = sizes.map((size) => new Float64Array(size * BATCH))
    this.#gradients = sizes.map((size) => new Float64Array(size * BATCH))
  }

  /** Where `forward` reads its inputs, [inputs][BATCH]. */
  get input(): Float64Array {
    return this.#values[0]
  }

  /** Where `backward` reads the gradients of the outputs, [outputs][BATCH]. */
  get toward(): Float64Array {
    return this.#gradients[this.#gradients.length - 1]
  }

  /** Outputs, [outputs][BATCH], of what is in `input`; the array is written again by the next call. */
  forward(parameters: Float64Array): Float64Array {
    const values = this.#values
    const last = values.length - 1
    let at = 0
    for (let l = 0; l < last; l++) {
      const from = values[l]
      const to = values[l + 1]
      const biases = at + this.#sizes[l] * this.#sizes[l + 1]
      for (let o = 0; o < to.length; o += BATCH) {
        const bias = parameters[biases + o / BATCH]
        let a = bias
        let b = bias
        let c = bias
        let d = bias
        for (let i = 0; i < from.length; i += BATCH, at++) {
          const weight = parameters[at]
          a += weight * from[i]
          b += weight * from[i + 1]
          c += weight * from[i + 2]
          d += weight * from[i + 3]
        }
        to[o] = a
        to[o + 1] = b
        to[o + 2] = c
        to[o + 3] = d
      }
      if (l + 1 < last) for (let o = 0; o < to.length; o++) to[o] /= 1 + Math.abs(to[o])
      at = biases + to.length / BATCH
    }
    return values[last]
  }

  /** Adds to `gradient` that of the parameters, for the last `forward` and the gradients in `toward`, which it destroys. */
  backward(parameters: Float64Array, gradient: Float64Array): void {
    const values = this.#values
    const gradients = this.#gradients
    let end = this.parameters
    for (let l = values.length - 2; l >= 0; l--) {
      const from = values[l]
      const to = values[l + 1]
      const toward = gradients[l + 1]
      const back = gradients[l]
      const biases = end - this.#sizes[l + 1]
      let at = biases - this.#sizes[l] * this.#sizes[l + 1]
      end = at
      if (l + 2 < values.length)
        for (let o = 0; o < to.length; o++) {
          const slope = 1 - Math.abs(to[o])
          toward[o] *= slope * slope
        }
      if (l > 0) back.fill(0)
      for (let o = 0; o < to.length; o += BATCH) {
        const a = toward[o]
        const b = toward[o + 1]
        const c = toward[o + 2]
        const d = toward[o + 3]
        const bias = biases + o / BATCH
        gradient[bias] = gradient[bias] + a + b + c + d
        for (let i = 0; i < from.length; i += BATCH, at++) {
          gradient[at] = gradient[at] + a * from[i] + b * from[i + 1] + c * from[i + 2] + d * from[i + 3]
          if (l > 0) {
            const weight = parameters[at]
            back[i] += a * weight
            back[i + 1] += b * weight
            back[i + 2] += c * weight
            back[i + 3] += d * weight
          }
        }
      }
    }
  }
}
