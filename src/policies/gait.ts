import * as v from 'valibot'
import { InputError, issueInWords } from '../platform/index.js'
import { Perceptron } from './perceptron.js'

const numbers = v.array(v.pipe(v.number(), v.finite()))

/**
 * A gait that obeys a command from 0 (slowest) to 1 (fastest), as data. Its torques are linear in what it sees, with
 * weights that change with the command:
 *
 *     action = clip( stiffness · (posture − angles) − damping · rates + W(command) · inputs )
 *     inputs = [ (observation − mean) / deviation, 1, and with a clock sin φ, cos φ, sin 2φ, cos 2φ ]
 *
 * W(command) is interpolated linearly between `knots`, matrices (flat, row-major) at evenly spaced commands.
 *
 * A gait with a `clock` has a phase φ of its own that turns at `frequency` · (1 + ½ s), where s, clipped to ±1, is one
 * more number at the end of each knot. A `mirrored` gait has rows for the right leg alone: the left does what the
 * right would do with the legs exchanged, half a turn later.
 *
 * A gait with a `ramp` follows a command no faster than so much a second, from 0 at the start. One with a `correction`
 * has a small network (`Perceptron`) whose outputs, one a row, are added to the torques before they are clipped; it sees
 * the same inputs and then 2 · command − 1.
 *
 * A `governor` keeps the command near the speed that the body has: never below ( v − margin ) / speed, where v is the
 * forward speed, smoothed. A walker told to stand while it runs falls over its feet.
 */
export const linearGaitSchema = v.strictObject({
  kind: v.literal('linear'),
  envId: v.string(),
  mean: numbers,
  deviation: numbers,
  posture: v.strictObject({ angles: numbers, stiffness: v.number(), damping: v.number() }),
  knots: v.pipe(v.array(numbers), v.minLength(1)),
  /** Hz */
  clock: v.optional(v.strictObject({ frequency: v.pipe(v.number(), v.gtValue(0)) })),
  mirrored: v.optional(v.boolean()),
  /** 1/s */
  ramp: v.optional(v.pipe(v.number(), v.gtValue(0))),
  governor: v.optional(
    v.strictObject({
      /** Speed that command 1 stands for, and how much faster than its command the body may be, m/s. */
      speed: v.pipe(v.number(), v.gtValue(0)),
      margin: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  correction: v.optional(
    v.strictObject({
      /** Units of each hidden layer. */
      hidden: v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256))),
      parameters: numbers,
    }),
  ),
  /** Command for evenly spaced skills from 0 to 100, so that the mean return grows evenly with skill. */
  commandOfSkill: v.pipe(numbers, v.minLength(2)),
  /** How it was made, and what it was worth when it was. */
  origin: v.strictObject({
    command: v.string(),
    seed: v.number(),
    /** Mean return of 20 seeds at skills 0, 10, … 100. */
    returns: v.optional(numbers),
  }),
})

export type LinearGait = v.InferOutput<typeof linearGaitSchema>

/** What the controller reads of a gait. */
export type GaitWeights = Pick<
  LinearGait,
  | 'envId'
  | 'mean'
  | 'deviation'
  | 'posture'
  | 'knots'
  | 'clock'
  | 'mirrored'
  | 'ramp'
  | 'governor'
  | 'correction'
>

/** Sizes that follow from a gait's form. */
export function gaitSizes({
  mean,
  posture,
  clock,
  mirrored,
}: Pick<GaitWeights, 'mean' | 'posture' | 'clock' | 'mirrored'>): {
  rows: number
  inputs: number
  knot: number
} {
  const rows = mirrored ? posture.angles.length / 2 : posture.angles.length
  const inputs = mean.length + 1 + (clock ? 4 : 0)
  return { rows, inputs, knot: rows * inputs + (clock ? 1 : 0) }
}

/** The network of a gait's correction with these hidden layers. */
export function correctionNetwork(
  form: Pick<GaitWeights, 'mean' | 'posture' | 'clock' | 'mirrored'>,
  hidden: readonly number[],
): Perceptron {
  const { rows, inputs } = gaitSizes(form)
  return new Perceptron([inputs + 1, ...hidden, rows])
}

/** A gait from parsed JSON. Throws `InputError` that names the key. */
export function parseGait(json: unknown, name: string): LinearGait {
  const parsed = v.safeParse(linearGaitSchema, json)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new InputError(`gait ${name}, ${issueInWords(issue, 'whole')}`)
  }
  const { mean, deviation, knots, correction } = parsed.output
  const size = gaitSizes(parsed.output).knot
  if (deviation.length !== mean.length || knots.some((knot) => knot.length !== size))
    throw new InputError(`gait ${name}: its matrices do not fit ${mean.length} observations`)
  if (correction) {
    const { parameters } = correctionNetwork(parsed.output, correction.hidden)
    if (correction.parameters.length !== parameters)
      throw new InputError(
        `gait ${name}: its correction needs ${parameters} parameters, it has ${correction.parameters.length}`,
      )
  }
  return parsed.output
}

/** Interpolates a table over evenly spaced x in [0, 1]. */
export function interpolate(table: readonly number[], x: number): number {
  const place = Math.min(Math.max(x, 0), 1) * (table.length - 1)
  const left = Math.min(Math.floor(place), table.length - 2)
  return table[left] + (table[left + 1] - table[left]) * (place - left)
}

/** The gait's command for a skill from 0 to 100. */
export function commandOf(gait: Pick<LinearGait, 'commandOfSkill'>, skill: number): number {
  return interpolate(gait.commandOfSkill, skill / 100)
}
