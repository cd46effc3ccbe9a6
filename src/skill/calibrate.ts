import { gaitwayJson, type GaitwayMeta } from '../dt/gaitwayMeta.js'
import { checkCount } from '../platform/checkCount.js'
import { InputError } from '../platform/errors.js'
import type { Files } from '../platform/files.js'
import { findBody } from '../sim/bodies.js'
import { type Calibration, type DialPromise, parseCalibration } from './calibration.js'
import { requireWidth } from './dialCurve.js'
import { evaluate, type EvaluateOptions } from './evaluate.js'
import { evenTargets, type TargetResult } from './figures.js'
import { isotonic } from './isotonic.js'
import { formatCalibration, formatRange, withoutSection, withSection } from './modelCard.js'
import { editCard, localFiles, modelOf } from './modelFolder.js'
import { CALIBRATION_SEEDS } from './seeds.js'
import { quantile } from './statistics.js'

export interface CalibrateOptions extends Pick<
  EvaluateOptions,
  | 'checkpoint'
  | 'model'
  | 'envOptions'
  | 'episodes'
  | 'seed'
  | 'parallel'
  | 'finished'
  | 'onProgress'
  | 'signal'
> {
  /** Prompts to measure. */
  targets?: number
  /** How far beyond the dial's range to prompt at both ends, as a share of it. */
  beyond?: number
  /** What `certify` is to hold the dial to. */
  promise?: DialPromise
}

/**
 * Measures what a model achieves at evenly spread prompts, on seeds kept for that, and fits the rising curve that the
 * dial reads backwards. Medians, because one episode that falls would pull a mean far off.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const { targets = 13, episodes = 8, beyond = 0.1, seed = 0 } = options
  checkCount('targets', targets, 2)
  if (!(beyond >= 0 && beyond <= 1))
    throw new InputError(`beyond is a share of the dial's range from 0 to 1, got ${beyond}`)
  const checkpoint = await modelOf(options)
  const [low, high] = checkpoint.gaitway.targetRange
  requireWidth([low, high])
  const margin = (high - low) * beyond
  const { results } = await evaluate({
    ...options,
    checkpoint,
    targets: evenTargets([low - margin, high + margin], targets),
    episodes,
    seed,
    seedRange: CALIBRATION_SEEDS,
    calibrated: false,
    // Returns over fewer or more steps do not compare with the dial's range.
    horizon: checkpoint.gaitway.horizon,
  })
  return fitCalibration(results, { seed, promise: options.promise })
}

/** Weight of a prompt at which every episode ends early, where one that lasts has 1. */
const LEAST_WEIGHT = 0.01

/** The calibration that measured results amount to. `results` in rising order of what was prompted. */
export function fitCalibration(
  results: readonly TargetResult[],
  { seed, promise }: { seed: number; promise?: DialPromise },
): Calibration {
  const medians = results.map((result) => result.median)
  return parseCalibration({
    format: 1,
    prompted: results.map(({ prompted }) => prompted),
    median: medians,
    lowerQuartile: results.map(({ returns }) => quantile(returns, 0.25)),
    upperQuartile: results.map(({ returns }) => quantile(returns, 0.75)),
    achieved: isotonic(
      medians,
      results.map(({ falls }) => Math.max(1 - falls, LEAST_WEIGHT)),
    ),
    falls: results.map(({ falls }) => falls),
    episodes: results[0].returns.length,
    seed,
    ...(promise && { promise }),
  })
}

/**
 * Writes the curve, and the range of `meta` that it is for, into the gaitway.json of a model folder, and where it does not
 * say yet how its dial is turned, what its body asks for; everything else in there stays, what this version knows nothing
 * of included.
 */
export async function saveCalibration(
  folder: string,
  meta: GaitwayMeta,
  calibration: Calibration,
  files?: Files,
): Promise<GaitwayMeta> {
  const turning = meta.turning ?? findBody(meta.envId)?.turning
  const updated: GaitwayMeta = { ...meta, ...(turning && { turning }), calibration: { ...calibration } }
  const disk = files ?? (await localFiles())
  const path = `${folder}/gaitway.json`
  const before = (await disk.stat(path))
    ? (JSON.parse(new TextDecoder().decode(await disk.read(path))) as GaitwayMeta)
    : updated
  const { targetRange, calibration: curve } = updated
  await disk.writeAtomic(
    path,
    gaitwayJson({ ...before, targetRange, ...(turning && { turning }), calibration: curve }),
  )
  return updated
}

/**
 * `saveCalibration`, and the model's card after it: what was found through an earlier dial no longer holds. `range`: what
 * skill 0 and skill 100 ask for from now on.
 */
export async function publishCalibration(
  folder: string,
  meta: GaitwayMeta,
  calibration: Calibration,
  { command, range = meta.targetRange, files }: { command: string; range?: [number, number]; files?: Files },
): Promise<GaitwayMeta> {
  const updated = await saveCalibration(folder, { ...meta, targetRange: range }, calibration, files)
  const withRange = (card: string) => card.replace(formatRange(meta.targetRange), formatRange(range))
  const anew = (card: string) =>
    withSection(
      withoutSection(withoutSection(withRange(card), 'certificate'), 'evaluation'),
      'calibration',
      formatCalibration(calibration, command),
    )
  await editCard(folder, anew, files)
  return updated
}
