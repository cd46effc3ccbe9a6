import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import type { Space } from '../spaces/space.js'
import type { Options } from '../spec.js'
import { Wrapper } from './wrapper.js'

/** Shows `transform(observation)` instead of each observation, from `observationSpace` where that changes. */
export class TransformObservation<O, A = Float32Array, InnerO = O> extends Wrapper<O, A, InnerO, A> {
  readonly #transform: (observation: InnerO) => O
  readonly #observationSpace: Space<O> | undefined

  constructor(
    env: Env<InnerO, A>,
    transform: (observation: InnerO) => O,
    observationSpace?: Space<O>,
    name = 'TransformObservation',
    kwargs: Options | null = null,
  ) {
    super(env, name, kwargs)
    this.#transform = transform
    this.#observationSpace = observationSpace
  }

  override get observationSpace(): Space<O> {
    return this.#observationSpace ?? super.observationSpace
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const [observation, info] = this.env.reset(options)
    return [this.#transform(observation), info]
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action)
    return [this.#transform(observation), reward, terminated, truncated, info]
  }
}

/** Gives `transform(action)` to the environment; `actionSpace` is where actions come from, if that changes. */
export class TransformAction<O, A, InnerA = A> extends Wrapper<O, A, O, InnerA> {
  readonly #transform: (action: A) => InnerA
  readonly #actionSpace: Space<A> | undefined

  constructor(
    env: Env<O, InnerA>,
    transform: (action: A) => InnerA,
    actionSpace?: Space<A>,
    name = 'TransformAction',
    kwargs: Options | null = null,
  ) {
    super(env, name, kwargs)
    this.#transform = transform
    this.#actionSpace = actionSpace
  }

  override get actionSpace(): Space<A> {
    return this.#actionSpace ?? super.actionSpace
  }

  override step(action: A): StepResult<O> {
    return this.env.step(this.#transform(action))
  }
}

/** Gives `transform(reward)` instead of each reward. */
export class TransformReward<O, A> extends Wrapper<O, A> {
  readonly #transform: (reward: number) => number

  constructor(env: Env<O, A>, transform: (reward: number) => number) {
    super(env, 'TransformReward', null)
    this.#transform = transform
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    return [observation, this.#transform(reward), terminated, truncated, info]
  }
}
