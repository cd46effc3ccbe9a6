import type { BackendChoice } from './backend.js'
import { checkBackend } from './backend.js'
import type { Checkpoint } from './checkpoint.js'
import type { GaitwayMeta } from './gaitwayMeta.js'
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
  private readonly model: DecisionTransformer
  private readonly optimizer: AdamW
  private readonly stepper: Stepper
  private readonly sampler: Sampler

  constructor(
    source: EpisodeSource,
    data: DataDescription,
    private readonly start: TrainingState,
    private readonly backend: BackendChoice,
  ) {
    const { config, recipe, seed } = start
    this.step = start.step
    this.loss = start.loss
    this.model = new DecisionTransformer(config, start.weights)
    this.optimizer = new AdamW(this.model, recipe, start.optimizer)
    this.stepper = new Stepper(this.model, this.optimizer, seed)
    this.sampler = new Sampler(source, data, recipe, config, seed)
  }

  /**
   * One optimisation step.
   *
   * @throws DeviceLost where the graphics device failed
   */
  async advance(): Promise<StepReport> {
    const learningRate = learningRateAt(this.start.recipe, this.step)
    const batch = await this.sampler.batch(this.step)
    const { loss, clip } = this.stepper.step(batch, this.step, learningRate)
    try {
      this.loss = (await loss.data())[0]
      const [gradNorm] = await clip.data()
      checkBackend()
      this.step++
      return { loss: this.loss, gradNorm, learningRate }
    } catch (error) {
      // A lost device fails reads with words of its own.
      checkBackend()
      throw error
    } finally {
      batch.dispose()
      loss.dispose()
      clip.dispose()
    }
  }

  /** What is needed to go on from here, after `seconds` of training in all. */
  async snapshot(seconds: number): Promise<Snapshot> {
    const { model, optimizer, step, loss } = this
    const weights = await model.weights()
    const state = { ...this.start, step, loss, seconds, weights, optimizer: await optimizer.state() }
    return { checkpoint: { config: model.config, weights, gaitway: recorded(state, this.backend) }, state }
  }

  dispose(): void {
    this.optimizer.dispose()
    this.model.dispose()
  }
}

/** What an agent needs, with the record of how it was trained. */
function recorded(state: TrainingState, { backend }: BackendChoice): GaitwayMeta {
  const { gaitway, recipe, recipeName, seed, step, loss, seconds } = state
  const training = { recipe: recipeName, ...recipe, seed, step, loss, backend, seconds: Math.round(seconds) }
  return { ...gaitway, training }
}
