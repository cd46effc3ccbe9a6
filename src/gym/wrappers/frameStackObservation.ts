import { checkCount, InputError } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import { batchSpace, concatenate } from '../spaces/batch.js'
import type { Space } from '../spaces/space.js'
import { zeroOf } from '../spaces/zero.js'
import { Wrapper } from './wrapper.js'

export interface FrameStackOptions<O> {
  /** How many observations, the oldest first. */
  stackSize: number
  /** What fills the stack at reset: the first observation again, zeros, or an observation of one's own. */
  paddingType?: 'reset' | 'zero' | { observation: O }
}

/** Shows the last `stackSize` observations as one, an array with a new first axis for arrays. */
export class FrameStackObservation<O = Float32Array, A = Float32Array, InnerO = O> extends Wrapper<
  O,
  A,
  InnerO,
  A
> {
  readonly #observationSpace: Space<O>
  readonly #padding: 'reset' | { observation: InnerO }
  readonly #stackSize: number
  #frames: InnerO[] = []

  constructor(env: Env<InnerO, A>, { stackSize, paddingType = 'reset' }: FrameStackOptions<InnerO>) {
    checkCount('FrameStackObservation: stackSize', stackSize)
    super(env, 'FrameStackObservation', typeof paddingType === 'string' ? { stackSize, paddingType } : null)
    const inner = env.observationSpace
    this.#padding = paddingType === 'zero' ? { observation: zeroOf(inner) } : paddingType
    if (typeof this.#padding === 'object' && !inner.contains(this.#padding.observation))
      throw new InputError(`FrameStackObservation: the padding observation is not in ${String(inner)}`)
    this.#stackSize = stackSize
    this.#observationSpace = batchSpace(inner, stackSize) as Space<O>
  }

  override get observationSpace(): Space<O> {
    return this.#observationSpace
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const [observation, info] = this.env.reset(options)
    const padding = this.#padding === 'reset' ? observation : this.#padding.observation
    this.#frames = [...Array.from({ length: this.#stackSize - 1 }, () => padding), observation]
    return [this.#stack(), info]
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action)
    this.#frames = [...this.#frames.slice(1), observation]
    return [this.#stack(), reward, terminated, truncated, info]
  }

  #stack(): O {
    return concatenate(this.env.observationSpace, this.#frames) as O
  }
}
