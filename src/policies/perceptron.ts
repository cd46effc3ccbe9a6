/**
 * A fully connected network with softsign units, x / (1 + |x|), and a linear output. Softsign takes only operations that
 * the language defines exactly, so that it gives the same bits in every engine.
 *
 * Parameters are one flat array: for each layer its matrix, row-major [outputs][inputs], then its biases.
 */
export class Perceptron {
  readonly parameters: number
  readonly outputs: number
  readonly inputs: number
  /** What each layer gives; the first is the input. */
  readonly #values: Float64Array[]

  /** `sizes`: inputs, hidden layers, outputs. */
  constructor(readonly sizes: readonly number[]) {
    this.inputs = sizes[0]
    this.outputs = sizes[sizes.length - 1]
    this.parameters = sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l] + 1), 0)
    this.#values = sizes.map((size) => new Float64Array(size))
  }

  /** Outputs for one input; the array is written again by the next call. */
  forward(parameters: Float64Array, input: ArrayLike<number>): Float64Array {
    const values = this.#values
    const last = values.length - 1
    values[0].set(input)
    let at = 0
    for (let l = 0; l < last; l++) {
      const from = values[l]
      const to = values[l + 1]
      const width = from.length
      const biases = at + width * to.length
      for (let o = 0; o < to.length; o++) {
        let sum = parameters[biases + o]
        for (let i = 0; i < width; i++) sum += parameters[at + i] * from[i]
        at += width
        to[o] = l + 1 === last ? sum : sum / (1 + (sum < 0 ? -sum : sum))
      }
      at = biases + to.length
    }
    return values[last]
  }
}
