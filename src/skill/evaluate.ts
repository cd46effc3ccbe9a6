import type { Checkpoint, GaitwayMeta } from '../dt/index.js'
import { checkCount, InputError } from '../platform/index.js'
import type { FinishedBatches } from './batchJournal.js'
import { DialCurve } from './dialCurve.js'
import type { TargetResult } from './figures.js'
import { type BatchRunner, openBatchRunner } from './batchRunner.js'
import type { RolloutBatch, EpisodeOutcome } from './rolloutBatch.js'
import { modelOf } from './modelFolder.js'
import { EVALUATION_SEEDS, type SeedRange, seedsFrom } from './seeds.js'
import { mean, median, quantile, standardDeviation } from './statistics.js'

export interface EvaluateOptions {
  /** A model in memory, … */
  checkpoint?: Checkpoint
  /** … or its folder. */
  model?: string
  /** Returns to ask for. */
  targets: readonly number[]
  /** Where to play; by default where the model was trained. */
  envId?: string
  envOptions?: Record<string, unknown>
  /** Episodes a target. */
  episodes?: number
  /** Offset into `seedRange`: another number, other episodes. */
  seed?: number
  seedRange?: SeedRange
  /** Control steps of an episode; by default those of the training episodes. */
  horizon?: number
  control?: RolloutBatch['control']
  /** False: gives targets to the model as they are, past a calibration. */
  calibrated?: boolean
  /** Worker threads; 0 means one a core. */
  parallel?: number
  /** Where batches are kept as they end, so that an interrupted measurement can go on. */
  finished?: FinishedBatches
  onProgress?: (progress: EvaluationProgress) => void
  signal?: AbortSignal
}

export interface EvaluationProgress {
  /** Control steps done and to do at most. */
  steps: number
  totalSteps: number
  /** Episodes that have ended, and all of them. */
  episodes: number
  totalEpisodes: number
}

export interface Evaluation {
  env: string
  results: TargetResult[]
}

/** Lanes of one batch. Fixed, whatever the number of threads, because sums in another order end in other bits. */
const LANES = 8

/**
 * Plays `episodes` episodes at every target and says what came. The same options give the same numbers, on any number
 * of threads. Throws `InputError` for targets, seeds or models that cannot be.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const checkpoint = await modelOf(options)
  const { gaitway } = checkpoint
  const env = options.envId ?? gaitway.envId
  const { episodes = 8, seed = 0, seedRange = EVALUATION_SEEDS, horizon = gaitway.horizon } = options
  checkCount('episodes', episodes)
  checkCount('horizon', horizon)
  checkCount('parallel', options.parallel ?? 1, 0)
  const wrong = options.targets.find((target) => !Number.isFinite(target))
  if (options.targets.length === 0 || wrong !== undefined)
    throw new InputError(`targets must be one or more finite returns, got ${wrong ?? 'none'}`)

  const prompts = options.calibrated === false ? options.targets : promptsOf(gaitway, options.targets)
  const seeds = seedsFrom(seedRange, seed, prompts.length * episodes)
  const lanes = seeds.map((laneSeed, i) => ({ prompted: prompts[Math.floor(i / episodes)], seed: laneSeed }))
  const batches: RolloutBatch[] = []
  for (let start = 0; start < lanes.length; start += LANES)
    batches.push({
      envId: env,
      envOptions: options.envOptions,
      horizon,
      control: options.control,
      lanes: lanes.slice(start, start + LANES),
    })
  const known = (await options.finished?.open(checkpoint, batches)) ?? new Map<number, EpisodeOutcome[]>()
  const runner = await openBatchRunner(checkpoint, env, options.parallel)
  try {
    const outcomes = await runAll(runner, batches, known, options)
    const results = options.targets.map((target, i) =>
      summarize(target, prompts[i], outcomes.slice(i * episodes, (i + 1) * episodes)),
    )
    return { env, results }
  } finally {
    await runner.close()
  }
}

function promptsOf(gaitway: GaitwayMeta, targets: readonly number[]): number[] {
  const curve = DialCurve.fromCheckpoint(gaitway)
  return targets.map((target) => curve.askReturn(target).promptedReturn)
}

async function runAll(
  runner: BatchRunner,
  batches: readonly RolloutBatch[],
  known: ReadonlyMap<number, EpisodeOutcome[]>,
  { finished, onProgress, signal }: EvaluateOptions,
): Promise<EpisodeOutcome[]> {
  const progress: EvaluationProgress = {
    steps: 0,
    totalSteps: batches.reduce((sum, { lanes, horizon }) => sum + lanes.length * horizon, 0),
    episodes: 0,
    totalEpisodes: batches.reduce((sum, { lanes }) => sum + lanes.length, 0),
  }
  const stop = new AbortController()
  const outcomes: EpisodeOutcome[][] = []
  for (const [index, before] of known) {
    outcomes[index] = before
    progress.steps += before.reduce((sum, { length }) => sum + length, 0)
    progress.episodes += before.length
  }
  let next = 0
  const work = async () => {
    while (next < batches.length) {
      const index = next++
      const batch = batches[index]
      if (known.has(index)) continue
      outcomes[index] = await runner.run(batch, {
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        onProgress(steps) {
          progress.steps += steps
          onProgress?.({ ...progress })
        },
      })
      await finished?.add(index, outcomes[index])
      progress.episodes += batch.lanes.length
      onProgress?.({ ...progress })
    }
  }
  try {
    await Promise.all(Array.from({ length: runner.size }, work))
  } catch (error) {
    stop.abort(error)
    throw error
  }
  return outcomes.flat()
}

/** The figures of one target. */
export function summarize(
  target: number,
  prompted: number,
  outcomes: readonly EpisodeOutcome[],
): TargetResult {
  const returns = outcomes.map((outcome) => outcome.return)
  return {
    target,
    prompted,
    mean: mean(returns),
    median: median(returns),
    std: standardDeviation(returns),
    spread: quantile(returns, 0.75) - quantile(returns, 0.25),
    returns,
    lengths: outcomes.map(({ length }) => length),
    falls: outcomes.filter(({ fell }) => fell).length / outcomes.length,
    perThousand: Array.from(
      { length: Math.max(...outcomes.map(({ perThousand }) => perThousand.length)) },
      (_, k) => mean(outcomes.map(({ perThousand }) => perThousand[k] ?? 0)),
    ),
  }
}
