import type { Episode } from '../data/episode.js'
import { InputError } from '../platform/errors.js'
import { type BackendChoice, checkBackend, prepareBackend, type WantedBackend } from './backend.js'
import type { Checkpoint } from './checkpoint.js'
import type { GaitwayMeta } from './gaitwayMeta.js'
import { DecisionTransformer } from './model.js'
import { AdamW } from './optimizer.js'
import { learningRateAt } from './recipe.js'
import { Sampler } from './sampler.js'
import { Stepper } from './stepper.js'
import { Pacer, TrainingControl } from './trainingControl.js'
import { episodeSource, type EpisodeSource } from './trainingData.js'
import { type PlanOptions, planTraining } from './trainingPlan.js'
import type { TrainingState } from './trainingState.js'

export interface Progress {
  /** Steps done. */
  step: number
  steps: number
  /** Of the last step. */
  loss: number
  /** Before clipping. */
  gradNorm: number
  learningRate: number
  stepsPerSecond: number
  remainingMs: number
}

export interface TrainOptions extends PlanOptions {
  episodes: readonly Episode[] | EpisodeSource
  backend?: WantedBackend
  onBackend?(choice: BackendChoice): void
  /** Stops after the step in flight; the result can be resumed. */
  signal?: AbortSignal
  control?: TrainingControl
  onProgress?(progress: Progress): void | Promise<void>
  /** Steps between two checkpoints; none unless given. */
  checkpointEvery?: number
  onCheckpoint?(snapshot: Snapshot): void | Promise<void>
}

export interface Snapshot {
  checkpoint: Checkpoint
  state: TrainingState
}

export interface TrainResult extends Snapshot {
  ended: 'done' | 'aborted'
  /** Steps done. */
  step: number
  finalLoss: number
  backend: BackendChoice
  /** Time spent in training, earlier runs included. */
  seconds: number
}

/** Seconds over which the speed is averaged. */
const SPEED_WINDOW = 20
/** The first steps allocate and compile: they say nothing about the speed. */
const WARM_STEPS = 3

/**
 * Trains a Decision Transformer to answer with the data's actions, given states, past actions and return tokens.
 * The loop awaits between steps, so a worker stays responsive.
 *
 * @throws InputError for data or options that cannot be trained on, and for a loss that became NaN
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const source = episodeSource(options.episodes)
  const { data, start } = await planTraining(source, options)
  const { recipe, config, seed } = start
  const backend = await prepareBackend(options.backend ?? 'auto')
  options.onBackend?.(backend)

  const model = new DecisionTransformer(config, start.weights)
  const optimizer = new AdamW(model, recipe, start.optimizer)
  const stepper = new Stepper(model, optimizer, seed)
  const sampler = new Sampler(source, data, recipe, config, seed)
  const control = options.control ?? new TrainingControl()
  const pacer = new Pacer(SPEED_WINDOW, WARM_STEPS)
  let { step, loss } = start

  const snapshot = async (): Promise<Snapshot> => {
    const weights = await model.weights()
    const seconds = start.seconds + pacer.seconds
    const state: TrainingState = {
      ...start,
      step,
      loss,
      seconds,
      weights,
      optimizer: await optimizer.state(),
    }
    return { checkpoint: { config, weights, gaitway: recorded(state, backend) }, state }
  }

  try {
    while (step < recipe.steps && !options.signal?.aborted) {
      const rate = learningRateAt(recipe, step)
      const batch = await sampler.batch(step)
      const result = stepper.step(batch, step, rate)
      loss = (await result.loss.data())[0]
      const [gradNorm] = await result.clip.data()
      checkBackend()
      batch.dispose()
      result.loss.dispose()
      result.clip.dispose()
      step++
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
        throw new InputError(`the loss became ${loss} at step ${step}: try a lower learning rate`)
      }
      pacer.tick()
      await options.onProgress?.({
        step,
        steps: recipe.steps,
        loss,
        gradNorm,
        learningRate: rate,
        stepsPerSecond: pacer.stepsPerSecond,
        remainingMs: (1000 * (recipe.steps - step)) / pacer.stepsPerSecond,
      })
      const due = options.checkpointEvery && step % options.checkpointEvery === 0 && step < recipe.steps
      if (options.onCheckpoint && (control.takeCheckpointRequest() || due)) {
        await options.onCheckpoint(await snapshot())
      }
      await control.breathe(options.signal)
    }
    const last = await snapshot()
    const ended = step >= recipe.steps ? 'done' : 'aborted'
    return { ...last, ended, step, finalLoss: loss ?? NaN, backend, seconds: last.state.seconds }
  } finally {
    optimizer.dispose()
    model.dispose()
  }
}

/** What an agent needs, with the record of how it was trained. */
function recorded(
  { gaitway, recipe, recipeName, seed, step, loss, seconds }: TrainingState,
  { backend }: BackendChoice,
): GaitwayMeta {
  const training = { recipe: recipeName, ...recipe, seed, step, loss, backend, seconds: Math.round(seconds) }
  return { ...gaitway, training }
}
