import type { Space } from './spaces/space.js'
import type { EnvSpec } from './spec.js'

/** Diagnostics beside a reward or an observation; never part of what a policy learns from. */
export type Info = Record<string, unknown>

export interface ResetOptions {
  /** Reseeds the environment's generator. Without it the generator goes on from where it stands. */
  seed?: number
  /** What this environment lets a single episode choose; its keys are the environment's own. */
  options?: Record<string, unknown>
}

/** Gymnasium's five: observation, reward, terminated, truncated, info. */
export type StepResult<O> = [
  observation: O,
  reward: number,
  terminated: boolean,
  truncated: boolean,
  info: Info,
]

/**
 * An environment with Gymnasium's semantics. `O` is the observation, `A` the action; the built-in bodies use
 * `Float32Array` for both. Arrays that `reset` and `step` return belong to the caller: they are never reused.
 */
export interface Env<O = Float32Array, A = Float32Array> {
  readonly observationSpace: Space<O>
  readonly actionSpace: Space<A>
  /** How `make` built it; undefined for one built by hand. */
  readonly spec?: EnvSpec
  /** The innermost environment under any wrappers. */
  readonly unwrapped: Env<unknown, unknown>
  reset(options?: ResetOptions): [observation: O, info: Info]
  step(action: A): StepResult<O>
  /** Safe to call more than once. */
  close(): void
}
