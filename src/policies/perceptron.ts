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
  /** What each layer gave in the last `forward`; the first is the input. */
  readonly #values: Float64Array[]
  /** Gradients with respect to `#values`. */
  readonly #gradients: Float64Array[]

  /** `sizes`: inputs, hidden layers, outputs. */
  constructor(sizes: readonly number[]) {
    this.inputs = sizes[0]
    this.outputs = sizes[sizes.length - 1]
    this.parameters = sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l] + 1), 0)
    this.#values = sizes.map((size) => new Float64Array(size))
    this.#gradients = sizes.map((size) => new Float64Array(size))
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

  /** Adds to `gradient` that of the parameters, for the input of the last `forward` and the gradient of its outputs. */
  backward(parameters: Float64Array, outputs: ArrayLike<number>, gradient: Float64Array): void {
    const values = this.#values
    const gradients = this.#gradients
    let end = this.parameters
    gradients[gradients.length - 1].set(outputs)
    for (let l = values.length - 2; l >= 0; l--) {
      const from = values[l]
      const to = values[l + 1]
      const toward = gradients[l + 1]
      const back = gradients[l]
      const width = from.length
      const biases = end - to.length
      const first = biases - width * to.length
      if (l + 2 < values.length)
        for (let o = 0; o < to.length; o++) {
          const slope = 1 - Math.abs(to[o])
          toward[o] *= slope * slope
        }
      if (l > 0) back.fill(0)
      let at = first
      for (let o = 0; o < to.length; o++) {
        const g = toward[o]
        gradient[biases + o] += g
        if (l > 0)
          for (let i = 0; i < width; i++, at++) {
            gradient[at] += g * from[i]
            back[i] += g * parameters[at]
          }
        else for (let i = 0; i < width; i++, at++) gradient[at] += g * from[i]
      }
      end = first
    }
  }
}
