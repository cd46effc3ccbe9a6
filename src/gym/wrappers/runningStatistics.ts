/** What `RunningStatistics` has seen so far, plain JSON. */
export interface StatisticsState {
  mean: number[]
  variance: number[]
  count: number
}

/**
 * Mean and variance of each element over all samples so far, by Chan, Golub and LeVeque's update (1979). It starts at
 * mean 0, variance 1 with a weight of 10⁻⁴ samples, as in Gymnasium.
 */
export class RunningStatistics {
  readonly mean: Float64Array
  readonly variance: Float64Array
  #count = 1e-4

  constructor(readonly size: number) {
    this.mean = new Float64Array(size)
    this.variance = new Float64Array(size).fill(1)
  }

  get count(): number {
    return this.#count
  }

  update(sample: ArrayLike<number>): void {
    const total = this.#count + 1
    for (let index = 0; index < this.size; index++) {
      const delta = sample[index] - this.mean[index]
      this.mean[index] += delta / total
      this.variance[index] =
        (this.variance[index] * this.#count + (delta * delta * this.#count) / total) / total
    }
    this.#count = total
  }

  get state(): StatisticsState {
    return { mean: Array.from(this.mean), variance: Array.from(this.variance), count: this.#count }
  }

  set state({ mean, variance, count }: StatisticsState) {
    if (mean.length !== this.size || variance.length !== this.size)
      throw new RangeError(`statistics of ${mean.length} elements do not fit ${this.size}`)
    this.mean.set(mean)
    this.variance.set(variance)
    this.#count = count
  }
}
