/** A loss curve that never grows past `capacity` points, however long the training is. */
export interface CurvePoints {
  steps: readonly number[]
  raw: readonly number[]
  smooth: readonly number[]
}

/**
 * Collects losses by step. When it is full, neighbours are averaged in pairs, so that the whole training stays in sight
 * at half the resolution. The smoothed line is an exponential average over steps, whatever the distance of the points,
 * with its start corrected for bias (Kingma & Ba 2015, section 3), so that it begins at the first loss and not at zero.
 */
export class LossCurve {
  /** Steps after which a loss weighs 1/e. */
  readonly #memory: number
  #steps: number[] = []
  #raw: number[] = []
  /** Losses that a point stands for; doubled at every halving. */
  #stride = 1
  #pending = { sum: 0, count: 0 }

  constructor(
    totalSteps: number,
    readonly capacity = 1200,
  ) {
    this.#memory = Math.max(8, totalSteps / 100)
  }

  add(step: number, loss: number): void {
    if (!Number.isFinite(loss)) return
    this.#pending = { sum: this.#pending.sum + loss, count: this.#pending.count + 1 }
    if (this.#pending.count < this.#stride) return
    this.#steps.push(step)
    this.#raw.push(this.#pending.sum / this.#pending.count)
    this.#pending = { sum: 0, count: 0 }
    if (this.#steps.length >= this.capacity) this.#halve()
  }

  points(): CurvePoints {
    return { steps: this.#steps.slice(), raw: this.#raw.slice(), smooth: this.#smooth() }
  }

  #halve(): void {
    const pairs = Math.floor(this.#raw.length / 2)
    this.#raw = Array.from({ length: pairs }, (_, i) => (this.#raw[2 * i] + this.#raw[2 * i + 1]) / 2)
    this.#steps = Array.from({ length: pairs }, (_, i) => this.#steps[2 * i + 1])
    this.#stride *= 2
  }

  #smooth(): number[] {
    let sum = 0
    let weight = 0
    return this.#raw.map((loss, i) => {
      const keep = Math.exp(-(this.#steps[i] - (this.#steps[i - 1] ?? 0)) / this.#memory)
      sum = keep * sum + (1 - keep) * loss
      weight = keep * weight + (1 - keep)
      return sum / weight
    })
  }
}
