import { gaitwayJson, type GaitwayMeta } from '../dt/index.js'
import { checkCount, type Files, InputError, LARGEST_TEXT, localFiles, parseJson } from '../platform/index.js'
import { findBody } from '../sim/index.js'
import type { Calibration, DialPromise } from './calibration.js'
import { withoutSection, withSection } from './cardSections.js'
import { requireWidth } from './dialCurve.js'
import { evaluate, type EvaluateOptions } from './evaluate.js'
import { evenTargets } from './figures.js'
import { fitCalibration } from './fitCalibration.js'
import { formatCalibration, formatRange } from './modelCard.js'
import { editCard, modelOf } from './modelFolder.js'
import { CALIBRATION_SEEDS } from './seeds.js'

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
    ? (parseJson(await disk.read(path, { most: LARGEST_TEXT }), path) as GaitwayMeta)
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
