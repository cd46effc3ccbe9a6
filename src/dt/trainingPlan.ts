import { InputError } from '../platform/index.js'
import type { WeightTensor } from './checkpoint.js'
import { type ModelConfig, parseModelConfig } from './config.js'
import { type GaitwayMeta, usualTimesteps } from './gaitwayMeta.js'
import { initialWeights } from './initialise.js'
import { tensorShapes } from './network.js'
import { presets, type Recipe, type RecipeName } from './recipe.js'
import { type DataDescription, describeData, type EpisodeSource } from './trainingData.js'
import type { TrainingState } from './trainingState.js'

/** What is to be trained. Any value of a recipe may be set on its own. */
export interface PlanOptions extends Partial<Recipe> {
  recipe?: RecipeName
  /** Names of the datasets, for the record. */
  datasets?: string[]
  /** Steps of a full episode; the longest in the data unless given. */
  horizon?: number
  /** What a classic return token is divided by; 1000 unless given. */
  returnScale?: number
  /** How a mean-needed agent finds its return token at play. */
  playControl?: 'feedback' | 'hold' | 'pi'
  /** Options of the model that a recipe does not name: `activation_function`, `n_inner`, … */
  model?: Partial<ModelConfig>
  seed?: number
  /** Goes on with this; everything but `steps` is taken from it. On wasm and cpu the result is the same to the bit. */
  resume?: TrainingState
}

/** The recipe with the caller's own values in place of its. */
function recipeOf(options: PlanOptions, episodes: number): Recipe {
  const recipe = presets[options.recipe ?? 'gaitway'](episodes)
  for (const key of Object.keys(recipe) as (keyof Recipe)[]) {
    if (options[key] !== undefined) Object.assign(recipe, { [key]: options[key] })
  }
  recipe.timesteps = options.timesteps ?? usualTimesteps(recipe.conditioning)
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
      max_ep_len: recipe.timesteps === 'episode' ? Math.max(data.horizon, 1) : recipe.contextLength,
      n_positions: recipe.timesteps === 'episode' ? 1024 : 3 * recipe.contextLength,
      resid_pdrop: recipe.dropout,
      embd_pdrop: recipe.dropout,
      attn_pdrop: recipe.dropout,
      ...more,
    },
    'model options',
  )
}

function metaOf(options: PlanOptions, recipe: Recipe, data: DataDescription): GaitwayMeta {
  const conditioning =
    recipe.timesteps === usualTimesteps(recipe.conditioning)
      ? data.conditioning
      : { ...data.conditioning, timesteps: recipe.timesteps }
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

/** A state from a damaged file must not start a training. */
function checkState(config: ModelConfig, weights: ReadonlyMap<string, WeightTensor>): void {
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = weights.get(name)
    if (tensor?.shape.join() !== shape.join()) {
      throw new InputError(`training state: tensor ${name} is ${tensor ? `[${tensor.shape}]` : 'missing'}`)
    }
  }
}

/** Everything a training is decided by, before a backend is chosen; step and moments are those of the start. */
export interface TrainingPlan {
  data: DataDescription
  start: TrainingState
}

/**
 * Reads the data once and settles recipe, model and first weights, or takes them from the state to go on with.
 *
 * @throws InputError for data or options that cannot be trained on
 */
export async function planTraining(source: EpisodeSource, options: PlanOptions): Promise<TrainingPlan> {
  const { resume } = options
  if (resume) {
    const data = await describeData(source, resume.recipe.conditioning, resume.gaitway)
    if (data.checksum !== resume.checksum) {
      throw new InputError(
        'the data is not what this training began with: give the same datasets in the same order',
      )
    }
    checkState(resume.config, resume.weights)
    const recipe = { ...resume.recipe, steps: options.steps ?? resume.recipe.steps }
    return { data, start: { ...resume, recipe } }
  }
  const recipe = recipeOf(options, source.length)
  const seed = options.seed ?? 0
  const data = await describeData(source, recipe.conditioning, options)
  const config = modelConfigOf(recipe, data, options.model)
  return {
    data,
    start: {
      format: 1,
      step: 0,
      seed,
      recipeName: options.recipe ?? 'gaitway',
      recipe,
      config,
      gaitway: metaOf(options, recipe, data),
      checksum: data.checksum,
      seconds: 0,
      loss: null,
      weights: initialWeights(config, seed, recipe.initialisation),
      optimizer: new Map(),
    },
  }
}
