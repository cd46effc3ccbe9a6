import * as v from 'valibot'
import { readAs } from '../platform/index.js'
import { PromiseSchema } from './calibration.js'
import type { DialCurve } from './dialCurve.js'

/** Beside a model's weights: what `certify` found when it was told to write it down. */
export const CERTIFICATE_FILE = 'certificate.json'

const finite = v.pipe(v.number(), v.finite())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const ResultSchema = v.object({
  target: finite,
  prompted: finite,
  mean: finite,
  median: finite,
  std: finite,
  /** Share of the episodes that ended in a fall. */
  falls: finite,
  returns: v.pipe(v.array(finite), v.minLength(1)),
})

const FiguresSchema = v.object({
  nmaeOfMeans: finite,
  nmaePerEpisode: finite,
  /** Null where one side is constant, and no rank means anything. */
  rankCorrelation: v.nullable(finite),
  monotonicityViolations: count,
  falls: finite,
})

const JudgedSchema = v.object({
  results: v.pipe(v.array(ResultSchema), v.minLength(1)),
  figures: FiguresSchema,
})

/** Figures and results have the names and meanings of `Certificate`. */
const CertificateFileSchema = v.object({
  format: v.literal(1, 'this file was written by another version; only format 1 is known'),
  /** What errors are measured against. */
  range: v.tuple([finite, finite]),
  episodes: count,
  /** Offset into the judging seeds. */
  seed: count,
  ...JudgedSchema.entries,
  promise: PromiseSchema,
  /** One line a broken limit. */
  broken: v.array(v.string()),
  /** Simple rivals, judged by the same protocol. */
  baselines: v.optional(v.array(v.object({ name: v.string(), ...JudgedSchema.entries }))),
})
export type CertificateFile = v.InferOutput<typeof CertificateFileSchema>
export type Judged = v.InferOutput<typeof JudgedSchema>

/** Throws `InputError` for what is no certificate. */
export function parseCertificate(json: unknown, where = CERTIFICATE_FILE): CertificateFile {
  return readAs(CertificateFileSchema, json, where)
}

/** The file's bytes, from a certificate and the baselines judged with it. */
export function certificateJson(certificate: Omit<CertificateFile, 'format'>): Uint8Array {
  // JSON knows no NaN: it writes null, as the schema has it. What the schema does not name stays out.
  const checked = parseCertificate(JSON.parse(JSON.stringify({ format: 1, ...certificate })))
  return new TextEncoder().encode(JSON.stringify(checked, null, 2) + '\n')
}

/** Whether it was this dial that was judged: one calibrated anew prompts otherwise. */
export function judgesDial({ results, range }: CertificateFile, curve: DialCurve): boolean {
  const tolerance = 1e-6 * (range[1] - range[0])
  return results.every(
    ({ target, prompted }) => Math.abs(curve.askReturn(target).promptedReturn - prompted) <= tolerance,
  )
}
