import { InputError } from '../platform/index.js'

/**
 * So many times the first loss is no chance of a small batch any more. With its first weights a model answers next to
 * nothing; one that answers the largest actions at random is at twice that or above, whatever the data.
 */
const DIVERGED = 1.7
/** A loss that fell by less than this share of the first one is none that was learned from. */
const LEARNED = 0.05
/** Steps whose median counts: single batches differ. */
const WINDOW = 20
/** Steps that a loss may stand high before it counts as lost: a bold learning rate climbs at first and comes back. */
const PATIENCE = 100
/** Steps before which nobody can say whether something is learned. */
const LEAST_STEPS = 50

/** A training whose loss went up and stays there. Nothing that comes after would be of use. */
export class TrainingDiverged extends InputError {
  override name = 'TrainingDiverged'
}

/**
 * Judges by its loss whether a training learns. The measure is the loss of the very first batch, which the untouched
 * weights got: it is known again after a pause.
 */
export class LossWatch {
  readonly #recent: number[] = []
  /** The first ones; of a training that goes on they are not known any more. */
  readonly #early: number[] = []
  #steps = 0
  /** Steps in a row at which the recent loss stood high. */
  #high = 0
  #first: number | undefined

  /** @param first of a training that goes on; unknown, nothing is judged */
  constructor(first: number | undefined, step: number) {
    this.#first = first
    this.#steps = step
  }

  /** The loss before the first update. */
  get first(): number | undefined {
    return this.#first
  }

  add(loss: number): void {
    if (this.#steps === 0) this.#first = loss
    if (this.#steps++ < WINDOW) this.#early.push(loss)
    this.#recent.push(loss)
    if (this.#recent.length > WINDOW) this.#recent.shift()
    this.#high = this.#isHigh ? this.#high + 1 : 0
  }

  /** Throws `TrainingDiverged` once the loss has stood high for long; `atEnd` it need not have been long. */
  check(atEnd = false): void {
    if (!this.#isHigh || (this.#high < PATIENCE && !atEnd)) return
    throw new TrainingDiverged(
      `the loss has risen from ${this.#first!.toPrecision(3)} to ${median(this.#recent).toPrecision(3)} by step ${this.#steps} and stays there: the training diverged, try a lower learning rate`,
    )
  }

  /** Whether the loss has fallen; undefined where it is too early to say. */
  get hasLearned(): boolean | undefined {
    if (this.#first === undefined || this.#steps < LEAST_STEPS || this.#recent.length === 0) return undefined
    const before = Math.min(this.#first, this.#early.length > 0 ? median(this.#early) : Infinity)
    return median(this.#recent) < (1 - LEARNED) * before
  }

  get #isHigh(): boolean {
    return (
      this.#first !== undefined && this.#recent.length > 0 && median(this.#recent) > DIVERGED * this.#first
    )
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}
