import { checkCount, percent } from '../platform/index.js'
import { type DialPromise, promiseOf } from './calibration.js'
import { requireWidth } from './dialCurve.js'
import { evaluate, type EvaluateOptions } from './evaluate.js'
import { type DialFigures, dialFigures, evenTargets, type TargetResult } from './figures.js'
import { modelOf } from './modelFolder.js'
import { JUDGING_SEEDS } from './seeds.js'

/** What a dial promises that promises nothing of its own: that more skill means more return, roughly as asked. */
export const DEFAULT_PROMISE: DialPromise = {
  nmaeOfMeans: 0.1,
  nmaePerEpisode: 0.15,
  rankCorrelation: 0.9,
  monotonicityViolations: 0,
  falls: 0.2,
}

export interface CertifyOptions extends Pick<
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
  /** Levels from the dial's low end to its high end. */
  targets?: number
}

export interface Certificate {
  env: string
  /** The range that errors are measured against: what skill 0 and skill 100 ask for. */
  range: [number, number]
  episodes: number
  seed: number
  calibrated: boolean
  results: TargetResult[]
  figures: DialFigures
  promise: DialPromise
  /** One line a broken limit; none means that the promise is kept. */
  broken: string[]
}

/** Judges a dial on seeds that neither training nor calibration has seen: 7 targets × 20 episodes by default. */
export async function certify(options: CertifyOptions): Promise<Certificate> {
  const { targets = 7, episodes = 20, seed = 0 } = options
  checkCount('targets', targets, 2)
  const checkpoint = await modelOf(options)
  const { targetRange, calibration } = checkpoint.gaitway
  requireWidth(targetRange)
  const { env, results } = await evaluate({
    ...options,
    checkpoint,
    targets: evenTargets(targetRange, targets),
    episodes,
    seed,
    seedRange: JUDGING_SEEDS,
    horizon: checkpoint.gaitway.horizon,
  })
  const figures = dialFigures(results, targetRange)
  const promise = promiseOf(calibration) ?? DEFAULT_PROMISE
  return {
    env,
    range: targetRange,
    episodes,
    seed,
    calibrated: calibration !== undefined,
    results,
    figures,
    promise,
    broken: brokenLimits(figures, promise),
  }
}

/** Which limits the figures break, in words. */
export function brokenLimits(figures: DialFigures, promise: DialPromise): string[] {
  const broken: string[] = []
  const atMost = (name: string, value: number, limit: number, show: (value: number) => string) => {
    if (!(value <= limit)) broken.push(`${name} is ${show(value)}, promised at most ${show(limit)}`)
  }
  atMost('nMAE of means', figures.nmaeOfMeans, promise.nmaeOfMeans, percent)
  atMost('nMAE per episode', figures.nmaePerEpisode, promise.nmaePerEpisode, percent)
  if (!(figures.rankCorrelation >= promise.rankCorrelation))
    broken.push(
      `rank correlation is ${figures.rankCorrelation.toFixed(3)}, promised at least ${promise.rankCorrelation}`,
    )
  atMost('monotonicity violations', figures.monotonicityViolations, promise.monotonicityViolations, String)
  atMost('falls', figures.falls, promise.falls, percent)
  return broken
}
