import type { StepReport } from '../../workers/trainingProtocol.js'
import { type CurvePoints, LossCurve } from './curve.js'
import { type Pace, PaceMeter } from './pace.js'

/** Milliseconds between reports to the host. */
const REPORT_EVERY = 1000

/** What is read off the steps of a run: its curve, its pace, and what the host is told of them. */
export class RunMeters {
  readonly #curve: LossCurve
  readonly #pace: PaceMeter
  #reportedAt = 0
  #sum = 0
  #count = 0

  constructor(steps: number) {
    this.#curve = new LossCurve(steps)
    this.#pace = new PaceMeter(steps)
  }

  take(reports: readonly StepReport[]): void {
    for (const { step, loss, at } of reports) {
      this.#curve.add(step, loss)
      this.#pace.mark(step, at)
      this.#sum += loss
      this.#count++
    }
  }

  /** A loss from before this window took the training up. */
  recall(step: number, loss: number): void {
    this.#curve.add(step, loss)
  }

  /** Time until the next step does not count. */
  pause(): void {
    this.#pace.pause()
  }

  get points(): CurvePoints {
    return this.#curve.points()
  }

  get pace(): Pace {
    return this.#pace.now()
  }

  isReportDue(now: number): boolean {
    return now - this.#reportedAt >= REPORT_EVERY
  }

  /** The mean loss since the last report: the host's history shall have no single lucky batches in it. */
  lossToReport(now: number): number | undefined {
    const mean = this.#count > 0 ? this.#sum / this.#count : undefined
    this.#reportedAt = now
    this.#sum = 0
    this.#count = 0
    return mean
  }
}
