import { InputError, messageOf } from '../../platform/index.js'
import type { Env, Info, ResetOptions } from '../env.js'
import { snapshot } from '../snapshot.js'
import { callWrapperAttr, setWrapperAttr } from '../wrappers/wrapper.js'
import { AutoresetMode } from './vectorEnv.js'

/** What one lane answered to a reset or a step. */
export interface LaneResult {
  observation: unknown
  reward: number
  terminated: boolean
  truncated: boolean
  info: Info
  /** Where the step ended an episode and began the next: how the old one ended. */
  final?: { observation: unknown; info: Info }
}

/** What a lane is to do; `keep` is no reset while others are. */
export type LaneOrder =
  ({ type: 'reset' } & ResetOptions) | { type: 'keep' } | { type: 'step'; action: unknown }

/** One environment of a vector environment, with the rule for its next episode. */
export class Lane {
  readonly #index: number
  readonly #mode: AutoresetMode
  #last: LaneResult | undefined

  constructor(
    readonly env: Env<unknown, unknown>,
    index: number,
    mode: AutoresetMode,
  ) {
    this.#index = index
    this.#mode = mode
  }

  /** Throws what the environment throws, with the lane's number before it. */
  follow(order: LaneOrder): LaneResult {
    try {
      this.#last = this.#carryOut(order)
      return this.#last
    } catch (error) {
      const text = `lane ${this.#index}: ${messageOf(error)}`
      throw error instanceof InputError ? new InputError(text) : new Error(text, { cause: error })
    }
  }

  /** The property `name` of the environment or a wrapper of it; what it returns where it is a method. */
  call(name: string, args: readonly unknown[]): unknown {
    return callWrapperAttr(this.env, name, args)
  }

  set(name: string, value: unknown): void {
    setWrapperAttr(this.env, name, value)
  }

  #carryOut(order: LaneOrder): LaneResult {
    const last = this.#last
    if (order.type === 'reset') return this.#reset(order)
    if (!last) throw new InputError('step before reset; call reset() first')
    if (order.type === 'keep') return { ...last, final: undefined }

    if (last.terminated || last.truncated) {
      if (this.#mode === AutoresetMode.NextStep) return this.#reset()
      if (this.#mode === AutoresetMode.Disabled)
        throw new InputError('its episode is over; reset it with options.resetMask before the next step')
    }
    const [observation, reward, terminated, truncated, info] = this.env.step(order.action)
    if (this.#mode !== AutoresetMode.SameStep || !(terminated || truncated))
      return { observation, reward, terminated, truncated, info }
    // An environment may reuse its arrays in spite of all: how it ended must outlive the reset.
    const final = snapshot({ observation, info })
    const [next, nextInfo] = this.env.reset()
    return { observation: next, reward, terminated, truncated, info: nextInfo, final }
  }

  #reset({ seed, options }: ResetOptions = {}): LaneResult {
    const [observation, info] = this.env.reset({ seed, options })
    return { observation, reward: 0, terminated: false, truncated: false, info }
  }
}
