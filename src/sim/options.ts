import * as v from 'valibot'
import { InputError, issueInWords } from '../platform/index.js'
import type { BodyDescription } from './body.js'
import type { Task } from './task.js'
import type { RunOptions } from './tasks/run.js'

/** Constructor options that every body has, whatever its task: names of Gymnasium's v5 tasks in camelCase. */
const physics = {
  /** Frames of simulated time in one step. */
  frameSkip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  resetNoiseScale: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  excludeCurrentPositionsFromObservation: v.optional(v.boolean()),
  /** A level as parsed JSON; its `terrain` becomes the ground. */
  level: v.optional(v.unknown()),
}
const physicsSchema = v.object(physics)

export type PhysicsOptions = v.InferOutput<typeof physicsSchema>

/** Options of a locomotion environment: those of the physics, and those of running, the task that every body has. */
export type LocomotionOptions = PhysicsOptions & RunOptions

/** The options that `make` was given, for the physics and the task. Throws `InputError` that names the option. */
export function parseOptions(body: BodyDescription, task: Task, options: unknown): PhysicsOptions {
  const parsed = v.safeParse(v.strictObject({ ...physics, ...task.options }), options)
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
