import { checkCount, InputError } from '../../platform/index.js'
import type { Env } from '../env.js'
import { make, type MakeOptions, specFor } from '../registration.js'
import { type EnvSpec, giveSpec } from '../spec.js'
import { AsyncVectorEnv, type AsyncVectorOptions } from './asyncVectorEnv.js'
import { SyncVectorEnv } from './syncVectorEnv.js'
import type { VectorEnv } from './vectorEnv.js'

export interface MakeVecOptions extends MakeOptions {
  /** Lanes; 1 unless said. */
  numEnvs?: number
  /**
   * `sync` and `async` for `SyncVectorEnv` and `AsyncVectorEnv`, `vectorEntryPoint` for the environment's own batched
   * form. Unless said, its own where it has one and no wrapper is to be put around the lanes, else `sync`.
   */
  vectorizationMode?: 'sync' | 'async' | 'vectorEntryPoint'
  /** For the vector environment itself: `autoresetMode`, and what `AsyncVectorEnv` takes. */
  vectorOptions?: AsyncVectorOptions
  /** Put around each lane, innermost first. Not for `async`, where functions cannot travel: use the spec's. */
  wrappers?: readonly ((env: Env<unknown, unknown>) => Env<unknown, unknown>)[]
}

/** Builds a vector environment of a registered environment; other options go to each lane, as with `make`. */
export function makeVec<O = Float32Array, A = Float32Array>(
  id: string | EnvSpec,
  options: MakeVecOptions = {},
): VectorEnv<O, A> {
  const { numEnvs = 1, vectorizationMode, vectorOptions = {}, wrappers = [], ...makeOptions } = options
  checkCount('makeVec: numEnvs', numEnvs)
  const spec = specFor(id, makeOptions)
  if ('autoresetMode' in makeOptions)
    throw new InputError(
      `makeVec ${spec.id}: autoresetMode is no option of its lanes; give it as vectorOptions: { autoresetMode }`,
    )
  const { vectorEntryPoint } = spec
  const isWrapped = wrappers.length > 0 || spec.additionalWrappers.length > 0
  const mode = vectorizationMode ?? (vectorEntryPoint && !isWrapped ? 'vectorEntryPoint' : 'sync')

  if (mode === 'sync') {
    const create = () => wrappers.reduce((env, wrap) => wrap(env), make<unknown, unknown>(spec))
    const lanes = Array.from({ length: numEnvs }, () => create)
    return new SyncVectorEnv<O, A>(lanes, vectorOptions, spec)
  }
  if (mode === 'async') {
    if (wrappers.length > 0)
      throw new InputError(
        `makeVec ${spec.id}: wrappers are for sync; for async give the spec of a wrapped environment, new ClipAction(make(id)).spec`,
      )
    const lanes = Array.from({ length: numEnvs }, () => spec)
    return new AsyncVectorEnv<O, A>(lanes, vectorOptions, spec)
  }
  if (!vectorEntryPoint)
    throw new InputError(`makeVec ${spec.id}: has no batched form of its own; use sync or async`)
  if (isWrapped)
    throw new InputError(
      `makeVec ${spec.id}: its batched form takes no wrappers around its lanes; use sync or async`,
    )
  const { maxEpisodeSteps, kwargs } = spec
  const envs = vectorEntryPoint({ ...kwargs, ...vectorOptions, numEnvs, maxEpisodeSteps }) as VectorEnv<O, A>
  giveSpec(envs, spec)
  return envs
}
