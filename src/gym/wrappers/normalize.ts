import { InputError } from '../../platform/index.js'
import type { Env, StepResult } from '../env.js'
import { Box } from '../spaces/box.js'
import type { Space } from '../spaces/space.js'
import { RunningStatistics } from './runningStatistics.js'
import { TransformObservation } from './transform.js'
import { Wrapper } from './wrapper.js'

/**
 * Scales observations by their running mean and deviation: (o − mean) / √(variance + epsilon), as float32. Set
 * `updateRunningMean` to false to freeze the statistics, for evaluation; `statistics.state` saves and restores them.
 */
export class NormalizeObservation<A = Float32Array> extends TransformObservation<
  Float32Array,
  A,
  ArrayLike<number>
> {
  readonly statistics: RunningStatistics
  updateRunningMean = true

  constructor(env: Env<ArrayLike<number>, A>, { epsilon = 1e-8 }: { epsilon?: number } = {}) {
    const inner: Space<unknown> = env.observationSpace
    if (!(inner instanceof Box))
      throw new InputError(`NormalizeObservation: needs a Box as observation space, got ${String(inner)}`)
    const statistics = new RunningStatistics(inner.size)
    super(
      env,
      (observation) => {
        if (this.updateRunningMean) statistics.update(observation)
        return Float32Array.from(
          observation,
          (value, index) =>
            (value - statistics.mean[index]) / Math.sqrt(statistics.variance[index] + epsilon),
        )
      },
      new Box<'float32'>(-Infinity, Infinity, inner.shape),
      'NormalizeObservation',
      { epsilon },
    )
    this.statistics = statistics
  }
}

/**
 * Scales rewards so that their discounted sum has a variance near 1: r / √(variance of the sum + epsilon). The sum
 * starts anew after a termination, with the factor `gamma`. `updateRunningMean` and `statistics` as above.
 */
export class NormalizeReward<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  readonly statistics = new RunningStatistics(1)
  updateRunningMean = true
  readonly #gamma: number
  readonly #epsilon: number
  #discountedReward = 0

  constructor(env: Env<O, A>, { gamma = 0.99, epsilon = 1e-8 }: { gamma?: number; epsilon?: number } = {}) {
    super(env, 'NormalizeReward', { gamma, epsilon })
    this.#gamma = gamma
    this.#epsilon = epsilon
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#discountedReward = this.#discountedReward * this.#gamma * (terminated ? 0 : 1) + reward
    if (this.updateRunningMean) this.statistics.update([this.#discountedReward])
    const scaled = reward / Math.sqrt(this.statistics.variance[0] + this.#epsilon)
    return [observation, scaled, terminated, truncated, info]
  }
}
