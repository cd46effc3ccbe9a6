import type { Env, Info, ResetOptions } from '../gym/index.js'
import type { BatchPolicy, Outcome } from './policy.js'

/** What a rollout needs of an environment. */
export type RolloutEnv = Pick<Env, 'reset' | 'step'>

/** One control step of one environment: what was applied, and what came of it. */
export interface RolloutStep extends Outcome {
  /** Index of the environment. */
  index: number
  /** Number of the step in its episode, from 0. */
  step: number
  /** What is seen after it. */
  observation: Float32Array
  info: Info
}

export interface RolloutOptions {
  envs: readonly RolloutEnv[]
  /** Lane `i` acts in environment `i`. */
  policy: BatchPolicy
  /** Ends an episode as truncated after so many steps, where its environment has not before. */
  maxSteps?: number
  /** Hears of every step, once the policy has. */
  onStep?(step: RolloutStep): void
  /** How an environment goes on whose episode has ended; it is done where nothing is said. */
  nextEpisode?(index: number): ResetOptions | undefined
}

export interface RolloutRunOptions {
  /** Stops between two steps: its reason is thrown. */
  signal?: AbortSignal
  /** Now and then on the way, when timers and messages have been let in. */
  onPause?(): void
}

/** Time after which a long run lets timers and messages in, ms. */
const BREATH = 40

/**
 * Lets a policy act in environments that step together: the one loop under recordings, evaluations, races, replays and
 * searches. Whoever has a clock calls `step`, all others `run`; everything else listens, or wraps an environment or
 * the policy.
 *
 *     const rollout = new Rollout({ envs, policy, onStep: ({ index, reward }) => (returns[index] += reward) })
 *     rollout.reset(seeds.map((seed) => ({ seed })))
 *     await rollout.run()
 *
 * An environment that is done stays in the batch, so that the others' arithmetic does not change: its policy is asked
 * on, and hears of a reward of 0.
 */
export class Rollout {
  /** What each environment showed last. */
  readonly observations: Float32Array[] = []
  /** What each said beside it. */
  readonly infos: Info[] = []
  readonly #options: RolloutOptions
  readonly #maxSteps: number
  /** Steps of the running episodes; undefined for an environment that is done. */
  #steps: (number | undefined)[] = []

  constructor(options: RolloutOptions) {
    this.#options = options
    this.#maxSteps = options.maxSteps ?? Infinity
  }

  /** Begins an episode in every environment; the seed of each is its lane's too. */
  reset(episodes: readonly ResetOptions[]): void {
    this.#options.envs.forEach((_, index) => this.#begin(index, episodes[index]))
  }

  /** Nothing is left to do. */
  get done(): boolean {
    return this.#steps.every((steps) => steps === undefined)
  }

  /** Ends every episode where it is. */
  stop(): void {
    this.#steps.fill(undefined)
  }

  /** One control step of all environments. A promise where the policy takes its time, and only there. */
  step(): void | Promise<void> {
    const actions = this.#options.policy.act(this.observations)
    return actions instanceof Promise
      ? actions.then((answered) => this.#advance(answered))
      : this.#advance(actions)
  }

  /** Steps until all is done. */
  async run({ signal, onPause }: RolloutRunOptions = {}): Promise<void> {
    let breath = performance.now()
    while (!this.done) {
      signal?.throwIfAborted()
      const step = this.step()
      if (step) await step
      if (performance.now() - breath <= BREATH) continue
      await new Promise((resolve) => setTimeout(resolve))
      onPause?.()
      breath = performance.now()
    }
  }

  /** As `run`, at one go, with a policy that answers at once. */
  runSync(): void {
    while (!this.done)
      if (this.step()) throw new Error(`${this.#options.policy.name} takes its time: it needs run()`)
  }

  #advance(actions: readonly Float32Array[]): void {
    const { envs, policy, onStep } = this.#options
    const taken: RolloutStep[] = []
    const outcomes: Outcome[] = []
    for (let index = 0; index < envs.length; index++) {
      const action = actions[index]
      const step = this.#steps[index]
      if (step === undefined) {
        outcomes.push({ action, reward: 0, terminated: true, truncated: false })
        continue
      }
      const [observation, reward, terminated, ended, info] = envs[index].step(action)
      this.observations[index] = observation
      this.infos[index] = info
      this.#steps[index] = step + 1
      const truncated = ended || step + 1 >= this.#maxSteps
      const made = { action, reward, terminated, truncated, index, step, observation, info }
      taken.push(made)
      outcomes.push(made)
    }
    policy.observe(outcomes)
    if (onStep) for (const step of taken) onStep(step)
    for (const { index, terminated, truncated } of taken) if (terminated || truncated) this.#end(index)
  }

  #end(index: number): void {
    // A listener may have stopped it.
    const next = this.#steps[index] === undefined ? undefined : this.#options.nextEpisode?.(index)
    if (next) this.#begin(index, next)
    else this.#steps[index] = undefined
  }

  #begin(index: number, episode: ResetOptions): void {
    const { envs, policy } = this.#options
    const [observation, info] = envs[index].reset(episode)
    this.observations[index] = observation
    this.infos[index] = info
    this.#steps[index] = 0
    policy.reset({ lane: index, seed: episode.seed })
  }
}
