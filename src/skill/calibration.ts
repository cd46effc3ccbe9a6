import * as v from 'valibot'
import { InputError, issueMessage } from '../platform/index.js'

const numbers = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(2))
const share = v.pipe(v.number(), v.minValue(0))

/** The limits that `certify` holds a dial to; each is a figure of `DialFigures`, as shares of the data's range. */
export const PromiseSchema = v.object({
  nmaeOfMeans: share,
  nmaePerEpisode: share,
  rankCorrelation: v.number(),
  monotonicityViolations: v.pipe(v.number(), v.integer(), v.minValue(0)),
  falls: v.pipe(share, v.maxValue(1)),
})
export type DialPromise = v.InferOutput<typeof PromiseSchema>

/**
 * What `calibrate` measured and fitted, kept as `calibration` in a checkpoint's gaitway.json. The arrays run along the
 * prompted returns, in rising order.
 */
const CalibrationSchema = v.pipe(
  v.object({
    format: v.literal(1),
    /** Returns that the model was told. */
    prompted: numbers,
    /** Median achieved return at each. */
    median: numbers,
    /** Quartiles of the achieved returns at each. */
    lowerQuartile: numbers,
    upperQuartile: numbers,
    /** The non-decreasing fit of the medians: what the dial reads. */
    achieved: numbers,
    /** Share of episodes that ended in a fall at each. */
    falls: v.array(share),
    /** Episodes at each. */
    episodes: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** Offset into the calibration seeds. */
    seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
    promise: v.optional(PromiseSchema),
  }),
  v.check(
    ({ prompted, ...rest }) =>
      [rest.median, rest.lowerQuartile, rest.upperQuartile, rest.achieved, rest.falls].every(
        ({ length }) => length === prompted.length,
      ),
    'its arrays differ in length',
  ),
  v.check(
    ({ prompted, achieved }) =>
      prompted.every((x, i) => i === 0 || x > prompted[i - 1]) &&
      achieved.every((y, i) => i === 0 || y >= achieved[i - 1]),
    'its curve does not rise',
  ),
)
export type Calibration = v.InferOutput<typeof CalibrationSchema>

/** Throws `InputError` where the `calibration` of a gaitway.json is not one. */
export function parseCalibration(value: unknown): Calibration {
  const parsed = v.safeParse(CalibrationSchema, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const where = v.getDotPath(issue)
  throw new InputError(
    `gaitway.json: calibration${where ? `.${where}` : ''}: ${issueMessage(issue)}; run "gaitway calibrate" again`,
  )
}

/**
 * The promise in the `calibration` of a gaitway.json, also where the curve around it is damaged: a promise outlives the
 * curve, which can be measured again. Undefined where none can be read.
 */
export function promiseOf(calibration: unknown): DialPromise | undefined {
  const parsed = v.safeParse(v.object({ promise: PromiseSchema }), calibration)
  return parsed.success ? parsed.output.promise : undefined
}

/** Whether a promise was made that `promiseOf` cannot read: a new calibration then goes without it. */
export function hasLostPromise(calibration: unknown): boolean {
  return calibration !== undefined && !v.is(v.object({ promise: v.optional(PromiseSchema) }), calibration)
}
