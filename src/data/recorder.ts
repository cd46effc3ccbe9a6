import {
  type Env,
  type EnvSpec,
  type Info,
  randomSeed,
  type ResetOptions,
  type StepResult,
  Wrapper,
} from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { envIdOf, envOptionsOf, recordedOptions, sizesOf } from './describeEnv.js'
import type { Episode, EpisodeHeader } from './episode.js'
import { EpisodeBuilder } from './episodeBuilder.js'
import type { JournalSteps } from './journalRecords.js'

export interface RecorderOptions {
  /** Name of who acts: `human`, `scripted:…`, `agent:…`. */
  controller: string
  /** Name of the level that `make` got, `''` for none. */
  level?: string
  /** Id of the first episode; each further one gets the next. */
  firstEpisodeId?: number
  /** Asked at every step what was meant by its action, where the caller of `step` does not say. */
  intended?: () => Float32Array
}

/** What may be told of a step beside the action that is applied. */
export interface StepNotes {
  /** What a model is to learn, where it differs from what is applied (noise, assistance). */
  intended?: Float32Array
  /** Who acted, where it was not the recorder's controller. */
  actor?: string
}

/**
 * An environment that writes down what happens in the one it wraps: step it as usual, then take the episodes.
 *
 *     const recorder = new Recorder(make('Gaitway/Hopper-v0'), { controller: 'human' })
 *     recorder.reset({ seed: 7 })
 *     recorder.step(action)
 *     await writeDataset('runs', recorder.takeEpisodes(), files, { env: describeEnv(recorder) })
 *
 * A `reset` in mid-episode ends the episode as truncated. Observations and actions must be vectors.
 */
export class Recorder extends Wrapper {
  readonly #options: RecorderOptions
  readonly #sizes: { observationSize: number; actionSize: number }
  #episodes: Episode[] = []
  #nextId: number
  #builder: EpisodeBuilder | undefined
  /** The episode whose steps `takeSteps` gives, and how many it has given. */
  #journaled: { builder: EpisodeBuilder; steps: number } | undefined
  #observation = new Float32Array(0)

  constructor(env: Env, options: RecorderOptions) {
    super(env, 'Recorder', null)
    this.#options = options
    this.#sizes = sizesOf(env)
    this.#nextId = options.firstEpisodeId ?? 0
  }

  /** Recording changes nothing of what the environment does. */
  override get spec(): EnvSpec | undefined {
    return this.env.spec
  }

  /** Steps of the episode that is being recorded. */
  get steps(): number {
    return this.#builder?.length ?? 0
  }

  /** What is known of the episode that began last; undefined before the first. */
  get header(): EpisodeHeader | undefined {
    return this.#journaled?.builder.header
  }

  /** Without a seed one is drawn, so that the episode can be replayed. */
  override reset({ seed = randomSeed(), options }: ResetOptions = {}): [Float32Array, Info] {
    this.#finish({ terminated: false, truncated: true })
    const header = {
      envId: envIdOf(this.env),
      level: this.#options.level ?? '',
      seed,
      envOptions: envOptionsOf(this.env),
      ...(options && { resetOptions: recordedOptions(options, 'reset options') }),
      controller: this.#options.controller,
      ...this.#sizes,
    }
    const [observation, info] = super.reset({ seed, ...(options && { options }) })
    this.#builder = new EpisodeBuilder(header)
    this.#journaled = { builder: this.#builder, steps: 0 }
    this.#observation = Float32Array.from(observation)
    return [observation, info]
  }

  override step(
    action: Float32Array,
    { intended = this.#options.intended?.() ?? action, actor }: StepNotes = {},
  ): StepResult<Float32Array> {
    const builder = this.#builder
    if (!builder) throw new InputError('the recorder is between episodes: call reset() first')
    // Written down before the environment may change the array.
    const applied = Float32Array.from(action)
    const label = intended === action ? applied : Float32Array.from(intended)
    const result = super.step(action)
    const [observation, reward, terminated, truncated] = result
    builder.add({ observation: this.#observation, action: label, applied, actor, reward })
    this.#observation = Float32Array.from(observation)
    if (terminated || truncated) this.#finish({ terminated, truncated })
    return result
  }

  /** Forgets the episode that is being recorded. */
  discard(): void {
    this.#builder = undefined
    this.#journaled = undefined
  }

  /** Ends the episode that is being recorded as truncated; then as `takeEpisodes`. */
  endEpisode(): Episode[] {
    this.#finish({ terminated: false, truncated: true })
    return this.takeEpisodes()
  }

  /** The episodes that ended since the last call. */
  takeEpisodes(): Episode[] {
    const episodes = this.#episodes
    this.#episodes = []
    return episodes
  }

  /** Steps of the episode that began last which no call has given yet: a journal grows by them while it goes on. */
  takeSteps(): JournalSteps | undefined {
    const journaled = this.#journaled
    if (!journaled || journaled.builder.length === journaled.steps) return undefined
    const steps = journaled.builder.stepsFrom(journaled.steps)
    journaled.steps = journaled.builder.length
    return steps
  }

  override close(): void {
    this.#finish({ terminated: false, truncated: true })
    super.close()
  }

  #finish(end: { terminated: boolean; truncated: boolean }): void {
    const builder = this.#builder
    this.#builder = undefined
    if (builder && builder.length > 0)
      this.#episodes.push(builder.finish(this.#nextId++, { ...end, finalObservation: this.#observation }))
  }
}
