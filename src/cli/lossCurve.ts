/** Points of a whole training's curve. */
const POINTS = 50

/** Mean losses of equal stretches of a training: a curve that fits into a report, however long the training. */
export class LossCurve {
  readonly points: { step: number; loss: number }[]
  #sum = 0
  #count = 0

  /** Goes on with the points of an interrupted training. */
  constructor(points: readonly { step: number; loss: number }[]) {
    this.points = [...points]
  }

  add(step: number, steps: number, loss: number): void {
    this.#sum += loss
    this.#count++
    if (step % Math.max(1, Math.floor(steps / POINTS)) !== 0 && step !== steps) return
    this.points.push({ step, loss: this.#sum / this.#count })
    this.#sum = 0
    this.#count = 0
  }
}
