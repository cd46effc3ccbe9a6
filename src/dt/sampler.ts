import {
  type Batch,
  drawWindows,
  emptyBatch,
  fillWindow,
  type Trajectory,
  type WindowShape,
} from './batches.js'
import type { ModelConfig } from './config.js'
import type { Recipe } from './recipe.js'
import { type DataDescription, type EpisodeSource, toTrajectory } from './trainingData.js'

/** Makes the batch of any step. Episodes are prepared once and kept while they fit. */
export class Sampler {
  /** Numbers kept in memory, 4 bytes each: 1 GB. */
  static readonly #LIMIT = 2 ** 28
  readonly shape: WindowShape
  readonly #batchArrays: Batch
  readonly #cache = new Map<number, Trajectory>()
  #cached = 0
  readonly #source: EpisodeSource
  readonly #data: DataDescription
  readonly #recipe: Recipe
  readonly #seed: number

  constructor(
    source: EpisodeSource,
    data: DataDescription,
    recipe: Recipe,
    config: ModelConfig,
    seed: number,
  ) {
    this.#source = source
    this.#data = data
    this.#recipe = recipe
    this.#seed = seed
    const { stateMean, stateStd } = data
    this.shape = {
      contextLength: recipe.contextLength,
      stateSize: data.stateSize,
      actionSize: data.actionSize,
      paddedState: Float32Array.from(stateMean, (mean, i) => -mean / stateStd[i]),
      maxEpisodeLength: config.max_ep_len,
      timesteps: recipe.timesteps,
    }
    this.#batchArrays = emptyBatch(recipe.batchSize, this.shape)
  }

  async #trajectory(index: number): Promise<Trajectory> {
    const known = this.#cache.get(index)
    if (known) return known
    const trajectory = toTrajectory(await this.#source.episode(index), this.#data)
    const size = trajectory.length * (this.shape.stateSize + 2 * this.shape.actionSize + 1)
    while (this.#cached + size > Sampler.#LIMIT && this.#cache.size > 0) {
      const [oldest, { length }] = this.#cache.entries().next().value!
      this.#cache.delete(oldest)
      this.#cached -= length * (this.shape.stateSize + 2 * this.shape.actionSize + 1)
    }
    this.#cache.set(index, trajectory)
    this.#cached += size
    return trajectory
  }

  /** The windows of a step, in arrays that the next step uses again. */
  async batch(step: number): Promise<Batch> {
    const { batchSize, contextLength, windows } = this.#recipe
    const picks = drawWindows(this.#data.lengths, batchSize, contextLength, windows, this.#seed, step)
    for (const [row, { episode, start, end }] of picks.entries()) {
      fillWindow(this.#batchArrays, row, await this.#trajectory(episode), start, end, this.shape)
    }
    return this.#batchArrays
  }
}
