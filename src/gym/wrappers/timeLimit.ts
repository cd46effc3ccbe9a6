import { checkCount } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import type { EnvSpec } from '../spec.js'
import { Wrapper } from './wrapper.js'

/** Truncates an episode at its `maxEpisodeSteps`th step. */
export class TimeLimit<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  readonly maxEpisodeSteps: number
  #elapsedSteps = 0

  constructor(env: Env<O, A>, { maxEpisodeSteps }: { maxEpisodeSteps: number }) {
    checkCount('TimeLimit: maxEpisodeSteps', maxEpisodeSteps)
    super(env, 'TimeLimit', { maxEpisodeSteps })
    this.maxEpisodeSteps = maxEpisodeSteps
  }

  /** `make` puts the limit back from this field, so it is no additional wrapper. */
  override get spec(): EnvSpec | undefined {
    return this.env.spec?.with({ maxEpisodeSteps: this.maxEpisodeSteps })
  }

  /** Steps since the last reset. */
  get elapsedSteps(): number {
    return this.#elapsedSteps
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    this.#elapsedSteps = 0
    return super.reset(options)
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#elapsedSteps++
    return [observation, reward, terminated, truncated || this.#elapsedSteps >= this.maxEpisodeSteps, info]
  }
}
