import { InputError } from '../../platform/index.js'
import type { Env, Info } from '../env.js'
import { checkSeed } from '../seeding.js'
import { concatenate } from '../spaces/batch.js'
import type { Space } from '../spaces/space.js'
import { batchInfos } from './infos.js'
import type { LaneOrder, LaneResult } from './lane.js'
import type { VectorResetOptions, VectorStepResult } from './vectorEnv.js'

export type EnvSpaces = Pick<Env<unknown, unknown>, 'observationSpace' | 'actionSpace'>

/** Refuses lanes whose spaces are not those of the first; `kind` is whose lanes they are. */
export function checkSameSpaces(kind: string, envs: readonly EnvSpaces[]): void {
  envs.forEach((env, lane) => {
    for (const name of ['observationSpace', 'actionSpace'] as const)
      if (!env[name].equals(envs[0][name]))
        throw new InputError(`${kind}: lane ${lane} has another ${name} than lane 0`)
  })
}

/** What each lane is to do at a reset. */
export function resetOrders(
  numEnvs: number,
  { seed, options: { resetMask, ...options } = {} }: VectorResetOptions,
): LaneOrder[] {
  const seeds = seedsOf(seed, numEnvs)
  if (resetMask && resetMask.length !== numEnvs)
    throw new InputError(
      `reset: a resetMask of ${resetMask.length} for ${numEnvs} lanes; give one entry for each`,
    )
  return Array.from({ length: numEnvs }, (_, lane) =>
    resetMask && !resetMask[lane] ? { type: 'keep' } : { type: 'reset', seed: seeds[lane], options },
  )
}

/** Of each lane; undefined where it goes on with its generator. */
function seedsOf(seed: VectorResetOptions['seed'], numEnvs: number): (number | undefined)[] {
  if (seed === undefined) return []
  if (typeof seed !== 'object' || seed === null) checkSeed(seed)
  const seeds =
    typeof seed === 'number' ? Array.from({ length: numEnvs }, (_, lane) => seed + lane) : Array.from(seed)
  if (seeds.length !== numEnvs)
    throw new InputError(`reset: ${seeds.length} seeds for ${numEnvs} lanes; give one for each`)
  for (const own of seeds) if (own !== undefined) checkSeed(own)
  return seeds
}

/** The lanes' answers to a reset, as one. Lanes that were kept add no info. */
export function batchReset(
  space: Space<unknown>,
  orders: readonly LaneOrder[],
  results: readonly LaneResult[],
): [observations: unknown, infos: Info] {
  const observations = results.map(({ observation }) => observation)
  const infos = results.map(({ info }, lane) => (orders[lane].type === 'keep' ? undefined : info))
  return [concatenate(space, observations), batchInfos(infos)]
}

/** The lanes' answers to a step, as one. */
export function batchStep(space: Space<unknown>, results: readonly LaneResult[]): VectorStepResult<unknown> {
  const infos = batchInfos(
    results.map(({ info, final }) => (final ? { ...info, finalInfo: final.info } : info)),
  )
  // By hand, as the last observation of a lane stays whole whatever its type.
  if (results.some(({ final }) => final)) {
    infos.finalObs = results.map(({ final }) => final?.observation ?? null)
    infos._finalObs = Uint8Array.from(results, ({ final }) => (final ? 1 : 0))
  }
  return [
    concatenate(
      space,
      results.map(({ observation }) => observation),
    ),
    Float64Array.from(results, ({ reward }) => reward),
    Uint8Array.from(results, ({ terminated }) => (terminated ? 1 : 0)),
    Uint8Array.from(results, ({ truncated }) => (truncated ? 1 : 0)),
    infos,
  ]
}

/** `values` where it is a list with one for each lane, else the same value for all. */
export function oneForEach(name: string, values: unknown, numEnvs: number): unknown[] {
  if (!Array.isArray(values)) return Array.from({ length: numEnvs }, () => values)
  if (values.length !== numEnvs)
    throw new InputError(
      `setAttr ${name}: ${values.length} values for ${numEnvs} lanes; give one, or one for each`,
    )
  return values
}
