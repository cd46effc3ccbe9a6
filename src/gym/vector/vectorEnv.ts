import { InputError } from '../../platform/index.js'
import { describe } from '../action.js'
import type { Info } from '../env.js'
import type { Space } from '../spaces/space.js'
import type { EnvSpec } from '../spec.js'

/**
 * When a lane begins its next episode:
 * - `NextStep`: the step after an episode's last one resets it; its action is not used and its reward is 0.
 * - `SameStep`: the last step resets it at once and returns the new observation; the old one is in
 *   `infos.finalObs[lane]`, its info in `infos.finalInfo`.
 * - `Disabled`: never by itself; the caller resets with `options.resetMask`.
 */
export const AutoresetMode = { NextStep: 'NextStep', SameStep: 'SameStep', Disabled: 'Disabled' } as const
export type AutoresetMode = (typeof AutoresetMode)[keyof typeof AutoresetMode]

/** The mode that was asked for, `NextStep` unless one was. Throws `InputError` for what is none; `kind` is who says so. */
export function autoresetModeOf(kind: string, mode: unknown = AutoresetMode.NextStep): AutoresetMode {
  if (!Object.hasOwn(AutoresetMode, mode as string))
    throw new InputError(
      `${kind}: autoresetMode must be ${Object.keys(AutoresetMode).join(', ')}, got ${describe(mode)}`,
    )
  return mode as AutoresetMode
}

export interface VectorResetOptions {
  /** One seed, of which lane i gets `seed + i`, or one for each lane; a lane without goes on with its generator. */
  seed?: number | readonly (number | undefined)[]
  /** Passed to every lane, but for `resetMask`: one entry a lane, truthy where it shall be reset. */
  options?: Record<string, unknown> & { resetMask?: ArrayLike<number | boolean> }
}

/**
 * What a batched step returns, lane i at index i: observations as one member of `observationSpace`, rewards, and
 * flags that are 0 or 1.
 *
 * Infos are batched by key: numbers become a `Float64Array`, booleans a `Uint8Array` of 0 and 1, plain objects are
 * batched in turn, all else becomes a list with `null` where a lane has none. Beside each `key`, `_key` is a
 * `Uint8Array` that says which lanes had it.
 */
export type VectorStepResult<O> = [
  observations: O,
  rewards: Float64Array,
  terminations: Uint8Array,
  truncations: Uint8Array,
  infos: Info,
]

/**
 * Several copies of one environment ("lanes") that step together. `O` and `A` are the batched observation and action:
 * for a `Box` one flat array with the lanes in order, see `concatenate` and `separate`. Arrays returned belong to the
 * caller.
 */
export interface VectorEnv<O = Float32Array, A = Float32Array> {
  readonly numEnvs: number
  readonly observationSpace: Space<O>
  readonly actionSpace: Space<A>
  readonly singleObservationSpace: Space<unknown>
  readonly singleActionSpace: Space<unknown>
  readonly autoresetMode: AutoresetMode
  /** How `makeVec` built it; undefined for one built by hand. */
  readonly spec?: EnvSpec
  reset(options?: VectorResetOptions): Awaitable<[observations: O, infos: Info]>
  step(actions: A): Awaitable<VectorStepResult<O>>
  /** Safe to call more than once. */
  close(): Awaitable<void>
}

type Awaitable<T> = T | Promise<T>
