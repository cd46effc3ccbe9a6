import { InputError } from '../../platform/index.js'
import type { Env, Info, ResetOptions, StepResult } from '../env.js'
import { Wrapper } from './wrapper.js'

/** What `info.episode` holds after the last step of an episode. */
export interface EpisodeStatistics {
  /** Return: the sum of rewards. */
  r: number
  /** Length in steps. */
  l: number
  /** Seconds since the reset, to the microsecond. */
  t: number
}

/** Adds `info.episode = { r, l, t }` to the last step of each episode and keeps those of the last `bufferLength`. */
export class RecordEpisodeStatistics<O = Float32Array, A = Float32Array> extends Wrapper<O, A> {
  /** Where in `info` the statistics are. */
  readonly statsKey: string
  readonly #bufferLength: number
  readonly #recent: EpisodeStatistics[] = []
  #episodeCount = 0
  #return = 0
  #length = 0
  #startedAt = 0

  constructor(
    env: Env<O, A>,
    { bufferLength = 100, statsKey = 'episode' }: { bufferLength?: number; statsKey?: string } = {},
  ) {
    super(env, 'RecordEpisodeStatistics', { bufferLength, statsKey })
    this.#bufferLength = bufferLength
    this.statsKey = statsKey
  }

  /** Finished episodes since the start. */
  get episodeCount(): number {
    return this.#episodeCount
  }

  get returnQueue(): number[] {
    return this.#recent.map(({ r }) => r)
  }

  get lengthQueue(): number[] {
    return this.#recent.map(({ l }) => l)
  }

  get timeQueue(): number[] {
    return this.#recent.map(({ t }) => t)
  }

  override reset(options?: ResetOptions): [observation: O, info: Info] {
    const result = super.reset(options)
    this.#return = 0
    this.#length = 0
    this.#startedAt = performance.now()
    return result
  }

  override step(action: A): StepResult<O> {
    const [observation, reward, terminated, truncated, info] = super.step(action)
    this.#return += reward
    this.#length++
    if (!terminated && !truncated) return [observation, reward, terminated, truncated, info]

    if (this.statsKey in info)
      throw new InputError(
        `RecordEpisodeStatistics: info.${this.statsKey} is there already; give the wrapper another statsKey`,
      )
    const seconds = Math.round((performance.now() - this.#startedAt) * 1e3) / 1e6
    const episode: EpisodeStatistics = { r: this.#return, l: this.#length, t: seconds }
    this.#episodeCount++
    this.#recent.push(episode)
    if (this.#recent.length > this.#bufferLength) this.#recent.shift()
    return [observation, reward, terminated, truncated, { ...info, [this.statsKey]: episode }]
  }
}
