import { type BackendChoice, checkBackend } from './backend.js'
import { type Batch, toTensors } from './batches.js'
import type { Checkpoint } from './checkpoint.js'
import type { GaitwayMeta } from './gaitwayMeta.js'
import { type GradientPool, shareBatch } from './gradientServer.js'
import { LossWatch } from './lossWatch.js'
import { DecisionTransformer } from './model.js'
import { AdamW } from './optimizer.js'
import { learningRateAt } from './recipe.js'
import { Sampler } from './sampler.js'
import { Stepper } from './stepper.js'
import type { DataDescription, EpisodeSource } from './trainingData.js'
import type { TrainingState } from './trainingState.js'

export interface Snapshot {
  checkpoint: Checkpoint
  state: TrainingState
}

export interface StepReport {
  loss: number
  /** Before clipping. */
  gradNorm: number
  learningRate: number
}

/** Model and optimizer of one training on the active backend, from a state on. */
export class Session {
  step: number
  loss: number | null
  readonly watch: LossWatch
  readonly #model: DecisionTransformer
  readonly #optimizer: AdamW
  readonly #stepper: Stepper
  readonly #sampler: Sampler
  readonly #helpers: GradientPool | undefined
  readonly #start: TrainingState
  readonly #backend: BackendChoice

  constructor(
    source: EpisodeSource,
    data: DataDescription,
    start: TrainingState,
    backend: BackendChoice,
    /** A graphics card needs no help. */
    helpers?: GradientPool,
  ) {
    this.#start = start
    this.#backend = backend
    this.#helpers = backend.backend === 'webgpu' || helpers?.size === 0 ? undefined : helpers
    const { config, recipe, seed } = start
    this.step = start.step
    this.loss = start.loss
    this.watch = new LossWatch(start.firstLoss, start.step)
    this.#model = new DecisionTransformer(config, start.weights)
    this.#optimizer = new AdamW(this.#model, recipe, start.optimizer)
    this.#stepper = new Stepper(this.#model, this.#optimizer, seed)
    this.#sampler = new Sampler(source, data, recipe, config, seed)
  }

  /**
   * One optimisation step.
   *
   * @throws DeviceLost where the graphics device failed
   */
  async advance(): Promise<StepReport> {
    const learningRate = learningRateAt(this.#start.recipe, this.step)
    const batch = await this.#sampler.batch(this.step)
    try {
      const { loss, gradNorm } = this.#helpers
        ? await this.#shared(batch, learningRate, this.#helpers)
        : await this.#alone(batch, learningRate)
      checkBackend()
      this.loss = loss
      this.watch.add(loss)
      this.step++
      return { loss, gradNorm, learningRate }
    } catch (error) {
      // A lost device fails reads with words of its own.
      checkBackend()
      throw error
    }
  }

  async #alone(batch: Batch, rate: number): Promise<{ loss: number; gradNorm: number }> {
    const tensors = toTensors(batch, this.#sampler.shape)
    const { loss, clip } = this.#stepper.step(tensors, this.step, rate)
    const [[value], [gradNorm]] = [await loss.data(), await clip.data()]
    tensors.dispose()
    loss.dispose()
    clip.dispose()
    return { loss: value, gradNorm }
  }

  /** The helpers take a share of the batch each, this thread the first. */
  async #shared(
    batch: Batch,
    rate: number,
    helpers: GradientPool,
  ): Promise<{ loss: number; gradNorm: number }> {
    const { step } = this
    const stepper = this.#stepper
    const { config, seed } = this.#start
    const { shape } = this.#sampler
    const [own, ...others] = shareBatch(batch, helpers.size + 1, shape)
    const weights = await stepper.weights()
    const backend = this.#backend.backend as 'wasm' | 'cpu'
    const answers = others.map((share, i) =>
      helpers.run({ config, seed, backend, step, part: i + 1, weights, batch: share, shape }),
    )
    // Failures are heard below, also while this thread is still at its own share.
    for (const answer of answers) answer.catch(() => undefined)
    const parts = [await stepper.part(own, shape, step, 0), ...(await Promise.all(answers))]
    const { loss, clip } = stepper.stepParts(parts, step, rate)
    const [gradNorm] = await clip.data()
    clip.dispose()
    return { loss, gradNorm }
  }

  /** What is needed to go on from here, after `seconds` of training in all. */
  async snapshot(seconds: number): Promise<Snapshot> {
    const { step, loss } = this
    const weights = await this.#model.weights()
    const optimizer = await this.#optimizer.state()
    const state = { ...this.#start, step, loss, firstLoss: this.watch.first, seconds, weights, optimizer }
    return { checkpoint: { config: state.config, weights, gaitway: recorded(state, this.#backend) }, state }
  }

  dispose(): void {
    this.#optimizer.dispose()
    this.#model.dispose()
  }
}

/** What an agent needs, with the record of how it was trained. */
function recorded(state: TrainingState, { backend }: BackendChoice): GaitwayMeta {
  const { gaitway, recipe, recipeName, seed, step, loss, seconds } = state
  const training = { recipe: recipeName, ...recipe, seed, step, loss, backend, seconds: Math.round(seconds) }
  return { ...gaitway, training }
}
