import { InputError } from '../platform/index.js'
import type { Policy } from './policy.js'

/** What a replay needs of a recorded episode: matrices of length × actionSize, flat. */
export interface RecordedActions {
  actionSize: number
  length: number
  actions: Float32Array
  /** What the simulation got, where it differs. */
  appliedActions?: Float32Array
}

/** Gives the applied actions of a recorded episode again, step by step. */
export class ReplayPolicy implements Policy {
  readonly name = 'replay'
  #episode: RecordedActions
  #step = 0

  constructor(episode: RecordedActions) {
    this.#episode = episode
  }

  reset(): void {
    this.#step = 0
  }

  /** Throws `InputError` after the last recorded step. */
  act(): Float32Array {
    const { actionSize, length, actions, appliedActions = actions } = this.#episode
    if (this.#step >= length) throw new InputError(`replay: the recording has only ${length} steps`)
    const start = this.#step * actionSize
    return appliedActions.slice(start, start + actionSize)
  }

  observe(): void {
    this.#step += 1
  }
}
