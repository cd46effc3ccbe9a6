import { InputError } from '../platform/index.js'
import type { Episode, EpisodeHeader } from './episode.js'
import type { JournalSteps } from './journalRecords.js'

/** One step: what was seen, what was meant, what was done and what came of it. */
export interface Step {
  observation: ArrayLike<number>
  /** What a model is to learn. */
  action: ArrayLike<number>
  /** What the simulation got; `action` where nothing changed it. */
  applied?: ArrayLike<number>
  /** Who acted, where that changes within an episode. */
  actor?: string
  reward: number
}

/** Grows an episode step by step, in float32. */
export class EpisodeBuilder {
  #length = 0
  #observations: FloatRows
  #actions: FloatRows
  #applied: FloatRows
  #rewards = new FloatRows(1)
  #appliedDiffer = false
  #actors: number[] = []
  #controllers: string[] = []

  constructor(readonly header: EpisodeHeader) {
    this.#observations = new FloatRows(header.observationSize)
    this.#actions = new FloatRows(header.actionSize)
    this.#applied = new FloatRows(header.actionSize)
  }

  get length(): number {
    return this.#length
  }

  /** Wrong lengths and numbers that are not finite are InputErrors, and leave the episode as it was. */
  add({ observation, action, applied = action, actor = this.header.controller, reward }: Step): void {
    const { observationSize, actionSize } = this.header
    checkVector('observation', observation, observationSize, this.#length)
    checkVector('action', action, actionSize, this.#length)
    if (applied !== action) checkVector('applied action', applied, actionSize, this.#length)
    checkVector('reward', [reward], 1, this.#length)
    this.#observations.push(observation)
    this.#actions.push(action)
    this.#applied.push(applied)
    this.#rewards.push([reward])
    this.#appliedDiffer ||= differ(action, applied)
    let index = this.#controllers.indexOf(actor)
    if (index < 0) index = this.#controllers.push(actor) - 1
    this.#actors.push(index)
    this.#length++
  }

  /** The steps from number `firstStep` on, as a journal takes them. */
  stepsFrom(firstStep: number): JournalSteps {
    const { length } = this
    const actors = this.#actors.slice(firstStep).map((index) => this.#controllers[index])
    return {
      firstStep,
      observations: this.#observations.take(firstStep, length),
      actions: this.#actions.take(firstStep, length),
      ...(this.#appliedDiffer && { appliedActions: this.#applied.take(firstStep, length) }),
      rewards: this.#rewards.take(firstStep, length),
      ...(actors.some((name) => name !== this.header.controller) && { actors }),
    }
  }

  /** The episode so far as a whole one. */
  finish(
    episodeId: number,
    end: { finalObservation: ArrayLike<number>; terminated: boolean; truncated: boolean },
  ): Episode {
    if (this.#length === 0)
      throw new InputError('an episode without steps cannot be kept: record at least one')
    checkVector('final observation', end.finalObservation, this.header.observationSize, this.#length)
    return {
      episodeId,
      ...this.header,
      length: this.#length,
      observations: this.#observations.take(0, this.#length),
      actions: this.#actions.take(0, this.#length),
      ...(this.#appliedDiffer && { appliedActions: this.#applied.take(0, this.#length) }),
      ...(this.#controllers.some((name) => name !== this.header.controller) && {
        actors: Uint8Array.from(this.#actors),
        controllers: [...this.#controllers],
      }),
      rewards: this.#rewards.take(0, this.#length),
      finalObservation: Float32Array.from(end.finalObservation),
      terminated: end.terminated,
      truncated: end.truncated,
    }
  }

  /**
   * An episode whose end nobody recorded: its last step is given up, and what was seen before it becomes the final
   * observation, so that all that is kept did happen.
   */
  finishEarly(episodeId: number): Episode {
    if (this.#length < 2)
      throw new InputError('the recording broke off before its second step: there is nothing to keep')
    const { observationSize } = this.header
    const kept = new EpisodeBuilder(this.header)
    for (let t = 0; t < this.#length - 1; t++) kept.add(this.#step(t))
    const all = this.#observations.take(0, this.#length)
    return kept.finish(episodeId, {
      finalObservation: all.subarray((this.#length - 1) * observationSize),
      terminated: false,
      truncated: true,
    })
  }

  #step(t: number): Step {
    return {
      observation: this.#observations.row(t),
      action: this.#actions.row(t),
      applied: this.#applied.row(t),
      actor: this.#controllers[this.#actors[t]],
      reward: this.#rewards.row(t)[0],
    }
  }
}

/** Rows of float32 in an array that doubles. */
class FloatRows {
  #values: Float32Array
  #used = 0

  constructor(readonly width: number) {
    // Wide rows begin with one: the width may be a stranger's.
    this.#values = new Float32Array(Math.max(width, Math.min(256 * width, 1 << 16)))
  }

  push(row: ArrayLike<number>): void {
    if (this.#used + this.width > this.#values.length) {
      const grown = new Float32Array(2 * this.#values.length)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values.set(row, this.#used)
    this.#used += this.width
  }

  row(index: number): Float32Array {
    return this.#values.subarray(index * this.width, (index + 1) * this.width)
  }

  /** A copy of the rows from number `first` to before `end`. */
  take(first: number, end: number): Float32Array {
    return this.#values.slice(first * this.width, end * this.width)
  }
}

function checkVector(name: string, vector: ArrayLike<number>, size: number, step: number): void {
  if (vector?.length !== size)
    throw new InputError(
      `the ${name} at step ${step} has ${vector?.length ?? 'no'} numbers, ${size} are expected`,
    )
  for (let i = 0; i < size; i++)
    if (!Number.isFinite(Math.fround(vector[i])))
      throw new InputError(
        `the ${name} at step ${step} has ${vector[i]} at ${i}: it must be a finite float32`,
      )
}

function differ(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(Math.fround(a[i]), Math.fround(b[i]))) return true
  return false
}
