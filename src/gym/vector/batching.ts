import { InputError } from '../../platform/errors.js'
import type { Info } from '../env.js'
import { concatenate } from '../spaces/batch.js'
import type { Space } from '../spaces/space.js'
import { batchInfos } from './infos.js'
import type { LaneOrder, LaneResult } from './lane.js'
import type { VectorResetOptions, VectorStepResult } from './vectorEnv.js'

/** What each lane is to do at a reset. */
export function resetOrders(
  numEnvs: number,
  { seed, options: { resetMask, ...options } = {} }: VectorResetOptions,
): LaneOrder[] {
  if (Array.isArray(seed) && seed.length !== numEnvs)
    throw new InputError(`reset: ${seed.length} seeds for ${numEnvs} lanes; give one for each`)
  if (resetMask && resetMask.length !== numEnvs)
    throw new InputError(
      `reset: a resetMask of ${resetMask.length} for ${numEnvs} lanes; give one entry for each`,
    )
  const seedOf = (lane: number) =>
    typeof seed === 'number' ? seed + lane : (seed as readonly (number | undefined)[] | undefined)?.[lane]
  return Array.from({ length: numEnvs }, (_, lane) =>
    resetMask && !resetMask[lane] ? { type: 'keep' } : { type: 'reset', seed: seedOf(lane), options },
  )
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
