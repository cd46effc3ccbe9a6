import * as v from 'valibot'
import { InputError, readAs } from '../platform/index.js'
import { TIMESTEPS, type Timesteps } from './trainingLimits.js'

const finite = v.pipe(v.number(), v.finite())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))

const timesteps = v.optional(v.picklist(TIMESTEPS))

/**
 * What the return token holds.
 *
 * - `classic` (Hugging Face, kzl): the return still wanted / scale, with the episode's own timesteps.
 * - `mean-needed`: the mean reward still needed per step, (clip(g) − mean) / std, with timesteps 0 … K−1 of the
 *   window. `control` says how g is found at play; see `returnToken.ts`.
 *
 * `timesteps` stands there where they are not the mode's own.
 */
export const ConditioningSchema = v.variant('mode', [
  v.object({ mode: v.literal('classic'), scale: positive, timesteps }),
  v.object({
    mode: v.literal('mean-needed'),
    mean: finite,
    std: positive,
    clip: v.pipe(
      v.tuple([finite, finite]),
      v.check(([low, high]) => low <= high, 'its low end lies above its high end'),
    ),
    control: v.picklist(['feedback', 'hold', 'pi']),
    timesteps,
  }),
])

/** `gaitway.json`: what an agent needs beside the weights, and what Hugging Face leaves to the prose of a card. */
export const GaitwayMetaSchema = v.object({
  format: v.literal(1, 'this file was written by another version; only format 1 is known'),
  envId: v.string(),
  /** K: steps the model sees. */
  contextLength: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  /** Of the training data; observations are normalised as (raw − mean) / std in float64. */
  stateMean: v.array(finite),
  stateStd: v.array(positive),
  /** Steps of a full training episode. */
  horizon: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  conditioning: ConditioningSchema,
  data: v.optional(
    v.object({
      episodes: count,
      steps: count,
      returns: v.object({ mean: finite, min: finite, max: finite, p5: finite, p50: finite, p95: finite }),
      datasets: v.array(v.string()),
    }),
  ),
  /** The returns that skill 0 and skill 100 ask for. */
  targetRange: v.tuple([finite, finite]),
  /**
   * How the prompt moves when the dial is turned, where the context is but a moment; calibration fills it in for a model
   * that does not say. `ramp`: share of the dial's range in a second. `lead`: how far beyond the new prompt it
   * asks on the way down, as a share of the change.
   */
  turning: v.optional(v.object({ ramp: positive, lead: v.pipe(finite, v.minValue(0)) })),
  /** Filled in by calibration, which has its own schema; a model whose curve is damaged can still be measured anew. */
  calibration: v.optional(v.unknown()),
  /** How it was trained: recipe, steps, seed, backend, final loss. */
  training: v.optional(v.record(v.string(), v.unknown())),
})

export type Conditioning = v.InferOutput<typeof ConditioningSchema>
export type GaitwayMeta = v.InferOutput<typeof GaitwayMetaSchema>

/** The timesteps that a mode of conditioning comes with unless another choice was made. */
export const usualTimesteps = (mode: Conditioning['mode']): Timesteps =>
  mode === 'classic' ? 'episode' : 'window'

export const timestepsOf = (conditioning: Conditioning): Timesteps =>
  conditioning.timesteps ?? usualTimesteps(conditioning.mode)

export function parseGaitwayMeta(json: unknown, where = 'gaitway.json'): GaitwayMeta {
  const meta = readAs(GaitwayMetaSchema, json, where)
  if (meta.stateMean.length !== meta.stateStd.length) {
    throw new InputError(
      `${where}: stateMean has ${meta.stateMean.length} values, stateStd ${meta.stateStd.length}`,
    )
  }
  return meta
}

export const gaitwayJson = (meta: GaitwayMeta): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(meta, null, 2) + '\n')
