import { InputError } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import { Box } from '../spaces/box.js'
import { Dict } from '../spaces/dict.js'
import { flatten, flattenSpace } from '../spaces/flatten.js'
import type { Space } from '../spaces/space.js'
import { Tuple } from '../spaces/tuple.js'
import { TimeLimit } from './timeLimit.js'
import { layers, Wrapper } from './wrapper.js'

export interface TimeAwareOptions {
  /** One flat array (the default), or the observation with the time beside it. */
  flatten?: boolean
  /** Time from 0 to 1 at the limit, instead of steps. */
  normalizeTime?: boolean
  /** Key of the time in a `Dict`. */
  dictTimeKey?: string
}

/**
 * Adds the steps since the reset to the observation: in a `Dict` under `dictTimeKey`, in a `Tuple` at the end, else as
 * `{ obs, time }`; flattened unless told otherwise. Needs a `TimeLimit` below, or a limit in the spec.
 */
export class TimeAwareObservation<O = Float32Array, A = Float32Array, InnerO = O> extends Wrapper<
  O,
  A,
  InnerO,
  A
> {
  readonly #space: Space<unknown>
  readonly #observationSpace: Space<O>
  readonly #options: Required<TimeAwareOptions>
  readonly #maxEpisodeSteps: number
  #timestep = 0

  constructor(
    env: Env<InnerO, A>,
    { flatten: flat = true, normalizeTime = false, dictTimeKey = 'time' }: TimeAwareOptions = {},
  ) {
    const options = { flatten: flat, normalizeTime, dictTimeKey }
    super(env, 'TimeAwareObservation', options)
    this.#options = options
    this.#maxEpisodeSteps = limitOf(env)

    const time = normalizeTime ? new Box(0, 1, [1]) : new Box(0, this.#maxEpisodeSteps, [1], 'int32')
    const inner: Space<unknown> = env.observationSpace
    if (inner instanceof Dict && dictTimeKey in inner.spaces)
      throw new InputError(
        `TimeAwareObservation: the observation has ${dictTimeKey} already; give another dictTimeKey`,
      )
    if (inner instanceof Dict) this.#space = new Dict({ ...inner.spaces, [dictTimeKey]: time })
    else if (inner instanceof Tuple) this.#space = new Tuple([...inner.spaces, time])
    else this.#space = new Dict({ obs: inner, time })
    this.#observationSpace = (flat ? flattenSpace(this.#space) : this.#space) as Space<O>
  }

  override get observationSpace(): Space<O> {
    return this.#observationSpace
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const [observation, info] = this.env.reset(options)
    this.#timestep = 0
    return [this.#withTime(observation), info]
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action)
    this.#timestep++
    return [this.#withTime(observation), reward, terminated, truncated, info]
  }

  #withTime(observation: InnerO): O {
    const time = this.#options.normalizeTime
      ? Float32Array.of(this.#timestep / this.#maxEpisodeSteps)
      : Int32Array.of(this.#timestep)
    const inner: Space<unknown> = this.env.observationSpace
    let both: unknown
    if (inner instanceof Dict) both = { ...(observation as object), [this.#options.dictTimeKey]: time }
    else if (inner instanceof Tuple) both = [...(observation as Iterable<unknown>), time]
    else both = { obs: observation, time }
    return (this.#options.flatten ? flatten(this.#space, both) : both) as O
  }
}

function limitOf(env: Env<unknown, unknown>): number {
  const limit = layers(env).find((layer) => layer instanceof TimeLimit)
  const steps = env.spec?.maxEpisodeSteps ?? limit?.maxEpisodeSteps
  if (steps === undefined)
    throw new InputError('TimeAwareObservation: needs a TimeLimit below it, or maxEpisodeSteps in the spec')
  return steps
}
