/** A loss curve that never grows past `capacity` points, however long the training is. */
export interface CurvePoints {
  steps: readonly number[]
  raw: readonly number[]
  smooth: readonly number[]
}

/**
 * Collects losses by step. When it is full, neighbours are averaged in pairs, so that the whole training stays in sight
 * at half the resolution. The smoothed line is an exponential average over points with its start corrected for bias
 * (Kingma & Ba 2015, section 3), so that it begins at the first loss and not at zero.
 */
export class LossCurve {
  #steps: number[] = []
  #raw: number[] = []
  /** Losses that a point stands for; doubled at every halving. */
  #stride = 1
  #pending: { step: number; sum: number; count: number } = { step: 0, sum: 0, count: 0 }

  constructor(
    readonly capacity = 1200,
    readonly smoothing = 0.9,
  ) {}

  add(step: number, loss: number): void {
    if (!Number.isFinite(loss)) return
    this.#pending = { step, sum: this.#pending.sum + loss, count: this.#pending.count + 1 }
    if (this.#pending.count < this.#stride) return
    this.#steps.push(step)
    this.#raw.push(this.#pending.sum / this.#pending.count)
    this.#pending = { step, sum: 0, count: 0 }
    if (this.#steps.length >= this.capacity) this.#halve()
  }

  points(): CurvePoints {
    return { steps: this.#steps.slice(), raw: this.#raw.slice(), smooth: smoothed(this.#raw, this.smoothing) }
  }

  /** The smoothed loss now. */
  get last(): number | undefined {
    return smoothed(this.#raw, this.smoothing).at(-1)
  }

  #halve(): void {
    const pairs = Math.floor(this.#raw.length / 2)
    this.#raw = Array.from({ length: pairs }, (_, i) => (this.#raw[2 * i] + this.#raw[2 * i + 1]) / 2)
    this.#steps = Array.from({ length: pairs }, (_, i) => this.#steps[2 * i + 1])
    this.#stride *= 2
  }
}

function smoothed(raw: readonly number[], smoothing: number): number[] {
  let average = 0
  let weight = 1
  return raw.map((loss) => {
    average = smoothing * average + (1 - smoothing) * loss
    weight *= smoothing
    return average / (1 - weight)
  })
}
