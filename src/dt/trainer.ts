import { type Scalar, type Tensor, tidy, type Variable, variableGrads } from '@tensorflow/tfjs-core'
import type { Episode } from '../data/episode.js'
import { InputError } from '../platform/errors.js'
import { type BackendChoice, prepareBackend, type WantedBackend } from './backend.js'
import {
  type Batch,
  drawWindows,
  emptyBatch,
  fillWindow,
  toTensors,
  type BatchTensors,
  type Trajectory,
  type WindowShape,
} from './batches.js'
import type { Checkpoint, WeightTensor } from './checkpoint.js'
import { type ModelConfig, parseModelConfig, tensorShapes } from './config.js'
import type { GaitwayMeta } from './gaitwayMeta.js'
import { initialWeights } from './initialise.js'
import { DecisionTransformer, DropoutSeeds } from './model.js'
import * as ops from './ops.js'
import { AdamW, isTrained } from './optimizer.js'
import { learningRateAt, presets, type Recipe, type RecipeName } from './recipe.js'
import { Pacer, TrainingControl } from './trainingControl.js'
import {
  type DataDescription,
  describeData,
  episodeSource,
  type EpisodeSource,
  toTrajectory,
} from './trainingData.js'
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

/** Any value of a recipe may be set on its own. */
export interface TrainOptions extends Partial<Recipe> {
  episodes: readonly Episode[] | EpisodeSource
  /** Names of the datasets, for the record. */
  datasets?: string[]
  recipe?: RecipeName
  /** Steps of a full episode; the longest in the data unless given. */
  horizon?: number
  /** How a mean-needed agent finds its return token at play. */
  playControl?: 'feedback' | 'hold' | 'pi'
  /** Options of the model that a recipe does not name: `activation_function`, `n_inner`, … */
  model?: Partial<ModelConfig>
  seed?: number
  backend?: WantedBackend
  /** Stops after the step in flight; the result can be resumed. */
  signal?: AbortSignal
  control?: TrainingControl
  /** Goes on with this; everything but `steps` is taken from it. On wasm and cpu the result is the same to the bit. */
  resume?: TrainingState
  onProgress?(progress: Progress): void | Promise<void>
  /** Steps between two checkpoints; none unless given. */
  checkpointEvery?: number
  onCheckpoint?(snapshot: Snapshot): void | Promise<void>
  onBackend?(choice: BackendChoice): void
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

/** The recipe with the caller's own values in place of its. */
function recipeOf(options: TrainOptions, episodes: number): Recipe {
  const recipe = presets[options.recipe ?? 'gaitway'](episodes)
  for (const key of Object.keys(recipe) as (keyof Recipe)[]) {
    if (options[key] !== undefined) Object.assign(recipe, { [key]: options[key] })
  }
  return recipe
}

function modelConfigOf(recipe: Recipe, data: DataDescription, more: Partial<ModelConfig> = {}): ModelConfig {
  return parseModelConfig(
    {
      state_dim: data.stateSize,
      act_dim: data.actionSize,
      hidden_size: recipe.hiddenSize,
      n_layer: recipe.layers,
      n_head: recipe.heads,
      // Timesteps within the window need no more rows than it has steps.
      max_ep_len: recipe.conditioning === 'classic' ? Math.max(data.horizon, 1) : recipe.contextLength,
      n_positions: recipe.conditioning === 'classic' ? 1024 : 3 * recipe.contextLength,
      resid_pdrop: recipe.dropout,
      embd_pdrop: recipe.dropout,
      attn_pdrop: recipe.dropout,
      ...more,
    },
    'model options',
  )
}

function metaOf(options: TrainOptions, recipe: Recipe, data: DataDescription): GaitwayMeta {
  const { conditioning } = data
  return {
    format: 1,
    envId: data.envId,
    contextLength: recipe.contextLength,
    stateMean: [...data.stateMean],
    stateStd: [...data.stateStd],
    horizon: data.horizon,
    conditioning:
      conditioning.mode === 'mean-needed'
        ? { ...conditioning, control: options.playControl ?? conditioning.control }
        : conditioning,
    data: {
      episodes: data.lengths.length,
      steps: data.lengths.reduce((sum, length) => sum + length, 0),
      returns: data.returns,
      datasets: options.datasets ?? [],
    },
    targetRange: [data.returns.p5, data.returns.p95],
  }
}

/** One optimisation step on a batch; loss and gradient norm stay on the backend until they are asked for. */
export class Stepper {
  private readonly trained: [string, Variable][]
  constructor(
    readonly model: DecisionTransformer,
    private readonly optimizer: AdamW,
    private readonly seed: number,
  ) {
    this.trained = [...model.parameters].filter(([name]) => isTrained(name))
  }

  /** Gradients by parameter name, and the loss. With `step`, dropout is on. */
  gradients(batch: BatchTensors, step?: number): { loss: Scalar; gradients: Map<string, Tensor> } {
    const seeds = step === undefined ? undefined : new DropoutSeeds(this.seed, step)
    const { value, grads } = variableGrads(
      () =>
        ops.maskedError(
          this.model.predictActions(batch.inputs, seeds),
          batch.targets,
          batch.rowMask,
        ) as Scalar,
      this.trained.map(([, variable]) => variable),
    )
    return {
      loss: value,
      gradients: new Map(this.trained.map(([name, variable]) => [name, grads[variable.name]])),
    }
  }

  step(batch: BatchTensors, step: number, rate: number): { loss: Tensor; clip: Tensor } {
    return tidy(() => {
      const { loss, gradients } = this.gradients(batch, step)
      return { loss, clip: this.optimizer.apply(gradients, step, rate) }
    })
  }
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
  const { resume } = options
  const recipe = resume
    ? { ...resume.recipe, steps: options.steps ?? resume.recipe.steps }
    : recipeOf(options, source.length)
  const seed = resume?.seed ?? options.seed ?? 0
  const data = await describeData(source, recipe.conditioning, resume?.gaitway.horizon ?? options.horizon)
  if (resume && data.checksum !== resume.checksum) {
    throw new InputError(
      'the data is not what this training began with: give the same datasets in the same order',
    )
  }
  const config = resume?.config ?? modelConfigOf(recipe, data, options.model)
  const meta = resume?.gaitway ?? metaOf(options, recipe, data)
  const backend = await prepareBackend(options.backend ?? 'auto')
  options.onBackend?.(backend)

  const weights = resume?.weights ?? initialWeights(config, seed, recipe.initialisation)
  checkState(config, weights)
  const model = new DecisionTransformer(config, weights)
  const optimizer = new AdamW(model, recipe, resume?.optimizer)
  const stepper = new Stepper(model, optimizer, seed)
  const sampler = new Sampler(source, data, recipe, config, seed)
  const control = options.control ?? new TrainingControl()
  const pacer = new Pacer(SPEED_WINDOW, WARM_STEPS)

  let step = resume?.step ?? 0
  let loss = resume?.loss ?? NaN
  const earlier = resume?.seconds ?? 0
  const snapshot = async (): Promise<Snapshot> => {
    const weights = await model.weights()
    const seconds = earlier + pacer.seconds
    const gaitway: GaitwayMeta = {
      ...meta,
      training: {
        recipe: options.recipe ?? 'gaitway',
        ...recipe,
        seed,
        step,
        loss,
        backend: backend.backend,
        seconds: Math.round(seconds),
      },
    }
    const state: TrainingState = {
      ...{ format: 1, step, seed, recipe, config, gaitway: meta, checksum: data.checksum, seconds },
      loss: Number.isFinite(loss) ? loss : null,
      weights,
      optimizer: await optimizer.state(),
    }
    return { checkpoint: { config, weights, gaitway }, state }
  }

  try {
    while (step < recipe.steps && !options.signal?.aborted) {
      const rate = learningRateAt(recipe, step)
      const batch = await sampler.batch(step)
      const result = stepper.step(batch, step, rate)
      loss = (await result.loss.data())[0]
      const [gradNorm] = await result.clip.data()
      batch.dispose()
      result.loss.dispose()
      result.clip.dispose()
      step++
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
        throw new InputError(`the loss became ${loss} at step ${step}: try a lower learning rate`)
      }
      pacer.tick()
      await options.onProgress?.({
        ...{ step, steps: recipe.steps, loss, gradNorm, learningRate: rate },
        stepsPerSecond: pacer.stepsPerSecond,
        remainingMs: (1000 * (recipe.steps - step)) / pacer.stepsPerSecond,
      })
      const due = options.checkpointEvery && step % options.checkpointEvery === 0 && step < recipe.steps
      if (options.onCheckpoint && (due || control.takeCheckpointRequest())) {
        await options.onCheckpoint(await snapshot())
      }
      await control.breathe(options.signal)
    }
    const ended = step >= recipe.steps ? 'done' : 'aborted'
    const seconds = earlier + pacer.seconds
    return { ...(await snapshot()), ended, step, finalLoss: loss, backend, seconds }
  } finally {
    optimizer.dispose()
    model.dispose()
  }
}

/** A state from a damaged file must not start a training. */
function checkState(config: ModelConfig, weights: ReadonlyMap<string, WeightTensor>): void {
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = weights.get(name)
    if (tensor?.shape.join() !== shape.join()) {
      throw new InputError(`training state: tensor ${name} is ${tensor ? `[${tensor.shape}]` : 'missing'}`)
    }
  }
}

/** Makes the batch of any step. Episodes are prepared once and kept while they fit. */
class Sampler {
  /** Numbers kept in memory, 4 bytes each: 1 GB. */
  private static readonly LIMIT = 2 ** 28
  private readonly shape: WindowShape
  private readonly batchArrays: Batch
  private readonly cache = new Map<number, Trajectory>()
  private cached = 0

  constructor(
    private readonly source: EpisodeSource,
    private readonly data: DataDescription,
    private readonly recipe: Recipe,
    config: ModelConfig,
    private readonly seed: number,
  ) {
    const { stateMean, stateStd } = data
    this.shape = {
      contextLength: recipe.contextLength,
      stateSize: data.stateSize,
      actionSize: data.actionSize,
      paddedState: Float32Array.from(stateMean, (mean, i) => -mean / stateStd[i]),
      maxEpisodeLength: config.max_ep_len,
      timesteps: recipe.conditioning === 'classic' ? 'episode' : 'window',
    }
    this.batchArrays = emptyBatch(recipe.batchSize, this.shape)
  }

  private async trajectory(index: number): Promise<Trajectory> {
    const known = this.cache.get(index)
    if (known) return known
    const trajectory = toTrajectory(await this.source.episode(index), this.data)
    const size = trajectory.length * (this.shape.stateSize + 2 * this.shape.actionSize + 1)
    while (this.cached + size > Sampler.LIMIT && this.cache.size > 0) {
      const [oldest, { length }] = this.cache.entries().next().value!
      this.cache.delete(oldest)
      this.cached -= length * (this.shape.stateSize + 2 * this.shape.actionSize + 1)
    }
    this.cache.set(index, trajectory)
    this.cached += size
    return trajectory
  }

  async batch(step: number): Promise<BatchTensors> {
    const { batchSize, contextLength, windows } = this.recipe
    const picks = drawWindows(this.data.lengths, batchSize, contextLength, windows, this.seed, step)
    for (const [row, { episode, start, end }] of picks.entries()) {
      fillWindow(this.batchArrays, row, await this.trajectory(episode), start, end, this.shape)
    }
    return toTensors(this.batchArrays, this.shape)
  }
}
