import * as v from 'valibot'
import { InputError } from '../platform/errors.js'
import { issueInWords } from '../platform/schema.js'
import type { BodyDescription } from './body.js'

const weight = v.pipe(v.number(), v.finite())
/** JSON knows no infinity: the words stand for it, as in spaces. */
const bound = v.union([
  v.pipe(
    v.picklist(['Infinity', '-Infinity']),
    v.transform((word) => (word === 'Infinity' ? Infinity : -Infinity)),
  ),
  v.pipe(
    v.number(),
    v.check((value) => !Number.isNaN(value), 'Invalid bound: NaN'),
  ),
])
const range = v.pipe(
  v.tuple([bound, bound]),
  v.check(([low, high]) => low < high, 'Invalid range: low must be under high'),
)

/** Constructor options that every body has: names of Gymnasium's v5 tasks in camelCase. */
const common = {
  /** Frames of simulated time in one step. */
  frameSkip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  forwardRewardWeight: v.optional(weight),
  ctrlCostWeight: v.optional(weight),
  resetNoiseScale: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  excludeCurrentPositionsFromObservation: v.optional(v.boolean()),
  /** A level as parsed JSON; its `terrain` becomes the ground. */
  level: v.optional(v.unknown()),
}

const fallible = {
  ...common,
  healthyReward: v.optional(weight),
  terminateWhenUnhealthy: v.optional(v.boolean()),
  healthyStateRange: v.optional(range),
  healthyZRange: v.optional(range),
  healthyAngleRange: v.optional(range),
}

const commonSchema = v.strictObject(common)
const fallibleSchema = v.strictObject(fallible)

/** Options of a locomotion environment; the healthy ones exist for bodies that can fall. */
export type LocomotionOptions = v.InferInput<typeof fallibleSchema>
export type ParsedOptions = v.InferOutput<typeof fallibleSchema>

/** Throws `InputError` that names the option. */
export function parseOptions(body: BodyDescription, options: unknown): ParsedOptions {
  const parsed = v.safeParse(body.healthy ? fallibleSchema : commonSchema, options)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new InputError(`${body.name} option ${issueInWords(issue, '')}`)
}

/** What an episode may choose in `reset({ options })`. */
const resetSchema = v.strictObject({
  /** Where the torso starts, m: upright on the ground there. */
  x: v.optional(v.pipe(v.number(), v.finite(), v.minValue(-50), v.maxValue(15_000))),
})

export function parseResetOptions(body: BodyDescription, options: unknown): { x?: number } {
  const parsed = v.safeParse(resetSchema, options ?? {})
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new InputError(`${body.name} reset option ${issueInWords(issue, '')}`)
}
