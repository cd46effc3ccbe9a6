import type { Episode } from '../data/index.js'
import { InputError } from '../platform/index.js'
import {
  type BackendChoice,
  DeviceLost,
  forgetLostDevice,
  prepareBackend,
  type WantedBackend,
} from './backend.js'
import type { Checkpoint } from './checkpoint.js'
import type { GradientPool } from './gradientServer.js'
import { Session, type Snapshot, type StepReport } from './session.js'
import { Pacer, TrainingControl } from './trainingControl.js'
import { episodeSource, type EpisodeSource } from './trainingData.js'
import { type PlanOptions, planTraining } from './trainingPlan.js'

export interface Progress extends StepReport {
  /** Steps done. */
  step: number
  steps: number
  stepsPerSecond: number
  remainingMs: number
}

export interface TrainOptions extends PlanOptions {
  episodes: readonly Episode[] | EpisodeSource
  backend?: WantedBackend
  onBackend?(choice: BackendChoice): void
  /**
   * Workers that share every batch with this thread, on wasm and cpu. The bits of the result depend on how many: to go
   * on bit for bit, there must be as many as before.
   */
  helpers?: GradientPool
  /** Told in words when the graphics device was lost and training goes on from an earlier step. */
  onDeviceLost?(message: string): void
  /** Trains on where the loss has climbed and stays up, instead of ending with `TrainingDiverged`. */
  keepGoing?: boolean
  /** Stops after the step in flight; the result can be resumed. */
  signal?: AbortSignal
  control?: TrainingControl
  onProgress?(progress: Progress): void | Promise<void>
  /** Steps between two checkpoints; none unless given. */
  checkpointEvery?: number
  onCheckpoint?(snapshot: Snapshot): void | Promise<void>
  /** Judges the model during training, by roll-outs for example: more is better. */
  evaluate?(checkpoint: Checkpoint, step: number): number | Promise<number>
  /** Steps between two evaluations; a tenth of all unless given. */
  evaluateEvery?: number
  /** Evaluations in a row without a new best after which training stops early. */
  patience?: number
  onEvaluation?(evaluation: Evaluation): void | Promise<void>
}

export interface Evaluation {
  step: number
  score: number
  best: boolean
}

export interface TrainResult extends Snapshot {
  ended: 'done' | 'aborted' | 'early'
  /** The evaluated checkpoint with the highest score, where there was an `evaluate`. */
  best?: { step: number; score: number; checkpoint: Checkpoint }
  /** Steps done. */
  step: number
  finalLoss: number
  /** Whether the loss fell at all; undefined where there were too few steps to say. */
  hasLearned: boolean | undefined
  backend: BackendChoice
  /** Time spent in training, earlier runs included. */
  seconds: number
}

/** Seconds over which the speed is averaged. */
const SPEED_WINDOW = 20
/** The first steps allocate and compile: they say nothing about the speed. */
const WARM_STEPS = 3
/** Steps between two states kept in memory on a graphics card, to go on from when it is lost. */
const KEEP_EVERY = 200
/** Lost devices after which a training gives up. */
const MAX_LOSSES = 3

/**
 * Trains a Decision Transformer to answer with the data's actions, given states, past actions and return tokens.
 * The loop awaits between steps, so a worker stays responsive. When a graphics device is lost, it says so and goes on
 * from the last state that was read from it.
 *
 * @throws InputError for data or options that cannot be trained on, and for a loss that became NaN;
 *   `TrainingDiverged` for one that climbs and stays up
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const source = episodeSource(options.episodes)
  const { data, start } = await planTraining(source, options)
  const judge = options.evaluate && new Judge(options, start.recipe.steps)
  const pacer = new Pacer(SPEED_WINDOW, WARM_STEPS)
  let kept = start
  for (let losses = 0; ; losses++) {
    const backend = await prepareBackend(options.backend ?? 'auto')
    options.onBackend?.(backend)
    const session = new Session(source, data, kept, backend, options.helpers)
    const snapshot = async () => {
      const taken = await session.snapshot(start.seconds + pacer.seconds)
      kept = taken.state
      return taken
    }
    try {
      await advance(session, options, { steps: start.recipe.steps, pacer, judge, snapshot, backend })
      const last = await snapshot()
      const { step, seconds } = last.state
      const ended = step >= start.recipe.steps ? 'done' : judge?.isPatienceOver ? 'early' : 'aborted'
      const finalLoss = session.loss ?? NaN
      const { hasLearned } = session.watch
      return { ...last, ended, step, finalLoss, hasLearned, backend, seconds, best: judge?.best }
    } catch (error) {
      if (!(error instanceof DeviceLost) || losses >= MAX_LOSSES) throw error
      options.onDeviceLost?.(`${error.message}; going on from step ${kept.step}`)
    } finally {
      session.dispose()
    }
    forgetLostDevice()
  }
}

interface Loop {
  steps: number
  pacer: Pacer
  judge?: Judge
  backend: BackendChoice
  snapshot(): Promise<Snapshot>
}

/** Steps until there are enough, the signal says stop or the judge has lost patience. */
async function advance(session: Session, options: TrainOptions, loop: Loop): Promise<void> {
  const { steps, pacer, judge, snapshot } = loop
  const control = options.control ?? new TrainingControl()
  const goesOn = () => session.step < steps && !options.signal?.aborted && !judge?.isPatienceOver
  while (goesOn()) {
    const report = await session.advance()
    const { step } = session
    if (!Number.isFinite(report.loss) || !Number.isFinite(report.gradNorm)) {
      throw new InputError(`the loss became ${report.loss} at step ${step}: try a lower learning rate`)
    }
    pacer.tick()
    const { stepsPerSecond } = pacer
    const remainingMs = (1000 * (steps - step)) / stepsPerSecond
    await options.onProgress?.({ step, steps, ...report, stepsPerSecond, remainingMs })
    const due = options.checkpointEvery && step % options.checkpointEvery === 0 && step < steps
    if (options.onCheckpoint && (control.takeCheckpointRequest() || due)) {
      await options.onCheckpoint(await snapshot())
    } else if (loop.backend.backend === 'webgpu' && step % KEEP_EVERY === 0) await snapshot()
    if (judge?.isDue(step)) await judge.judge(step, (await snapshot()).checkpoint)
    if (!options.keepGoing) session.watch.check()
    await control.breathe(options.signal)
  }
  if (!options.keepGoing && !options.signal?.aborted) session.watch.check(true)
}

/** Asks for a score now and then, keeps the best checkpoint, and loses patience. */
class Judge {
  best: TrainResult['best']
  #withoutBest = 0
  readonly #every: number
  readonly #options: TrainOptions
  readonly #steps: number

  constructor(options: TrainOptions, steps: number) {
    this.#options = options
    this.#steps = steps
    this.#every = options.evaluateEvery ?? Math.max(1, Math.ceil(steps / 10))
  }

  isDue(step: number): boolean {
    return step % this.#every === 0 || step === this.#steps
  }

  get isPatienceOver(): boolean {
    return this.#options.patience !== undefined && this.#withoutBest >= this.#options.patience
  }

  async judge(step: number, checkpoint: Checkpoint): Promise<void> {
    const score = await this.#options.evaluate!(checkpoint, step)
    const best = !this.best || score > this.best.score
    if (best) this.best = { step, score, checkpoint }
    this.#withoutBest = best ? 0 : this.#withoutBest + 1
    await this.#options.onEvaluation?.({ step, score, best })
  }
}
