import { InputError, messageOf } from '../../platform/index.js'
import type { Env, Info } from '../env.js'
import { snapshot } from '../snapshot.js'
import { type EpisodeStatistics, RecordEpisodeStatistics } from '../wrappers/recordEpisodeStatistics.js'
import { layers } from '../wrappers/wrapper.js'

/** An environment whose types do not matter. */
export type AnyEnv = Env<unknown, unknown>

/** Runs a method of the environment under test; what it throws becomes a finding. */
export function attempt<T>(what: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new InputError(`${what} threw: ${messageOf(error)}`)
  }
}

/** `count` random actions that are the same for each seed. Drawn at once, as instances may share one space. */
export function sampleActions(env: AnyEnv, seed: number, count: number): unknown[] {
  env.actionSpace.seed(seed)
  return Array.from({ length: count }, () => env.actionSpace.sample())
}

/** One thing that happened in a trial, with copies of what the environment returned. */
export interface Moment {
  /** `reset`, or `step 12`. */
  when: string
  parts: Record<string, unknown>
}

/** An environment run from a seed, through as many episodes as the actions last; everything it returns is kept. */
export class Trial {
  readonly moments: Moment[] = []
  #steps = 0

  constructor(
    readonly env: AnyEnv,
    seed: number,
  ) {
    this.#reset({ seed })
  }

  step(action: unknown): void {
    const when = `step ${++this.#steps}`
    // A copy, so that an environment that writes into its action cannot spoil the next trial.
    const result = attempt(when, () => this.env.step(snapshot(action)))
    const [observation, reward, terminated, truncated, info] = result
    const parts = snapshot({ observation, reward, terminated, truncated, info })
    this.moments.push({ when, parts: { ...parts, info: this.#withoutTimes(parts.info) } })
    if (terminated || truncated) this.#reset({})
  }

  /** No two runs take the same time: what `RecordEpisodeStatistics` measured of it is left out. */
  #withoutTimes(info: Info): Info {
    const rest = { ...info }
    for (const layer of layers(this.env)) {
      if (!(layer instanceof RecordEpisodeStatistics) || !(layer.statsKey in rest)) continue
      const { r, l } = rest[layer.statsKey] as EpisodeStatistics
      rest[layer.statsKey] = { r, l }
    }
    return rest
  }

  #reset(options: { seed?: number }): void {
    const [observation, info] = attempt('reset', () => this.env.reset(options))
    const when = this.#steps === 0 ? 'reset' : `reset after step ${this.#steps}`
    this.moments.push({ when, parts: snapshot({ observation, info }) })
  }
}
