/** What an environment answered to the action that was applied (which may differ from the one asked for). */
export interface Outcome {
  action: Float32Array
  reward: number
  terminated: boolean
  truncated: boolean
}

/**
 * Anything that acts: a person at the keyboard, a scripted gait, a replayed recording, a trained agent.
 * The rest of the program cannot tell them apart.
 *
 * One episode is `reset`, then for every control step `act` and `observe`.
 */
export interface Policy {
  /** Stable identifier kept in datasets: `human`, `random`, `scripted:cheetah`, `agent:<model>`. */
  readonly name: string
  reset(options?: { seed?: number }): void
  /** The action for this observation, in the action space; asynchronous where inference is. */
  act(observation: Float32Array): Float32Array | Promise<Float32Array>
  observe(outcome: Outcome): void
}

/** The batched form: lane `i` of every array belongs to environment `i`. */
export interface BatchPolicy {
  readonly name: string
  readonly lanes: number
  /** Resets one lane, or all of them. */
  reset(options?: { lane?: number; seed?: number }): void
  act(observations: readonly Float32Array[]): Float32Array[] | Promise<Float32Array[]>
  observe(outcomes: readonly Outcome[]): void
}
