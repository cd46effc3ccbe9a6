import { percentile } from '../platform/index.js'
import { type Episode, episodeReturn } from './episode.js'

export interface Distribution {
  mean: number
  /** Population standard deviation. */
  std: number
  min: number
  max: number
  p5: number
  p50: number
  p95: number
}

export interface Histogram {
  /** One more than `counts`: bin i is edges[i] ≤ x < edges[i + 1], the last one closed. */
  edges: number[]
  counts: number[]
}

export interface DatasetStatistics {
  episodes: number
  steps: number
  /** Over all steps of all episodes: what a model normalises its states with. */
  state: {
    mean: number[]
    /** Population standard deviation + 1e-6, so that a constant component can be divided by it. */
    std: number[]
  }
  returns: Distribution & { histogram: Histogram }
  lengths: Distribution
  /** Episodes by controller. */
  controllers: Record<string, number>
}

/** Gathers a dataset's statistics one episode at a time. */
export class StatisticsBuilder {
  readonly #returns: number[] = []
  readonly #lengths: number[] = []
  readonly #controllers = new Map<string, number>()
  #steps = 0
  #mean = new Float64Array(0)
  /** Sum of squared differences from the mean. */
  #spread = new Float64Array(0)

  add(episode: Episode): void {
    if (this.#lengths.length === 0) {
      this.#mean = new Float64Array(episode.observationSize)
      this.#spread = new Float64Array(episode.observationSize)
    }
    this.#returns.push(episodeReturn(episode))
    this.#lengths.push(episode.length)
    this.#controllers.set(episode.controller, (this.#controllers.get(episode.controller) ?? 0) + 1)
    this.#addStates(episode.observations, episode.observationSize, episode.length)
  }

  /** Two passes over the episode, then merged with what came before (Chan, Golub and LeVeque 1979). */
  #addStates(observations: Float32Array, size: number, length: number): void {
    const total = this.#steps + length
    for (let d = 0; d < size; d++) {
      let sum = 0
      for (let i = d; i < observations.length; i += size) sum += observations[i]
      const mean = sum / length
      let spread = 0
      for (let i = d; i < observations.length; i += size) spread += (observations[i] - mean) ** 2
      const delta = mean - this.#mean[d]
      this.#mean[d] += (delta * length) / total
      this.#spread[d] += spread + (delta * delta * this.#steps * length) / total
    }
    this.#steps = total
  }

  finish(): DatasetStatistics {
    return {
      episodes: this.#lengths.length,
      steps: this.#steps,
      state: {
        mean: [...this.#mean],
        std: [...this.#spread].map((spread) => Math.sqrt(spread / this.#steps) + 1e-6),
      },
      returns: { ...distribution(this.#returns), histogram: histogram(this.#returns) },
      lengths: distribution(this.#lengths),
      controllers: Object.fromEntries([...this.#controllers].sort(([a], [b]) => (a < b ? -1 : 1))),
    }
  }
}

export function distribution(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b)
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length
  return {
    mean,
    std: Math.sqrt(variance),
    min: sorted[0],
    max: sorted[sorted.length - 1],
    p5: percentile(sorted, 5),
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
  }
}

/** Equal bins from the smallest to the largest value: at most 20, fewer for few values. */
export function histogram(values: readonly number[]): Histogram {
  let [min, max] = [Infinity, -Infinity]
  for (const value of values) [min, max] = [Math.min(min, value), Math.max(max, value)]
  if (min === max) return { edges: [min - 0.5, max + 0.5], counts: [values.length] }
  const bins = Math.min(20, Math.ceil(2 * Math.sqrt(values.length)))
  const edges = Array.from({ length: bins + 1 }, (_, i) => min + ((max - min) * i) / bins)
  const counts = Array<number>(bins).fill(0)
  for (const value of values)
    counts[Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins))] += 1
  return { edges, counts }
}
