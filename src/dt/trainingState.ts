import * as v from 'valibot'
import {
  type Files,
  InputError,
  LARGEST_WEIGHTS,
  parseJson,
  type ReadableFiles,
  readAs,
} from '../platform/index.js'
import type { WeightTensor } from './checkpoint.js'
import { type ModelConfig, ModelConfigSchema } from './config.js'
import { type GaitwayMeta, GaitwayMetaSchema, usualTimesteps } from './gaitwayMeta.js'
import type { OptimizerState } from './optimizer.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import { CONDITIONINGS, RECIPES, SCHEDULES, TIMESTEPS } from './trainingLimits.js'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const positive = v.pipe(v.number(), v.gtValue(0))

const RecipeEntries = v.object({
  contextLength: v.pipe(count, v.minValue(1), v.maxValue(1024)),
  hiddenSize: v.pipe(count, v.minValue(1)),
  layers: v.pipe(count, v.minValue(1)),
  heads: v.pipe(count, v.minValue(1)),
  dropout: v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
  conditioning: v.picklist(CONDITIONINGS),
  timesteps: v.optional(v.picklist(TIMESTEPS)),
  windows: v.picklist(['start', 'end']),
  initialisation: v.picklist(['hugging-face', 'kzl']),
  batchSize: v.pipe(count, v.minValue(1)),
  steps: v.pipe(count, v.minValue(1)),
  learningRate: positive,
  schedule: v.picklist(SCHEDULES),
  warmupSteps: count,
  weightDecay: v.pipe(v.number(), v.minValue(0)),
  decayAll: v.boolean(),
  clipNorm: positive,
})

/** Trainings from before timesteps were a choice of their own go on with those that their conditioning came with. */
const RecipeSchema = v.pipe(
  RecipeEntries,
  v.transform((recipe) => ({
    ...recipe,
    timesteps: recipe.timesteps ?? usualTimesteps(recipe.conditioning),
  })),
)

const StateSchema = v.object({
  format: v.literal(1, 'this training was saved by another version; only format 1 can go on'),
  /** Steps done. */
  step: count,
  seed: count,
  recipeName: v.picklist(RECIPES),
  recipe: RecipeSchema,
  config: ModelConfigSchema,
  gaitway: GaitwayMetaSchema,
  /** Of the data: the same must be there to go on. */
  checksum: count,
  seconds: v.pipe(v.number(), v.minValue(0)),
  loss: v.nullable(v.number()),
  /** Before the first update; unknown in trainings of earlier versions. */
  firstLoss: v.optional(v.number()),
})

/** All that a training needs to go on as if it had never stopped. */
export interface TrainingState extends v.InferOutput<typeof StateSchema> {
  config: ModelConfig
  gaitway: GaitwayMeta
  weights: Map<string, WeightTensor>
  optimizer: OptimizerState
}

const JSON_FILE = 'training/state.json'
const TENSOR_FILE = 'training/state.safetensors'

/**
 * The files of a training's state, paths relative to the checkpoint folder. The weights are in it once more, so that
 * a checkpoint written at another step beside it does no harm; the tensors carry the step as well, so that a pair of
 * files from two moments is noticed.
 */
export function trainingStateFiles(state: TrainingState): Map<string, Uint8Array> {
  const { weights, optimizer, ...rest } = state
  const tensors: [string, WeightTensor][] = []
  for (const [name, tensor] of weights) tensors.push([`weight.${name}`, tensor])
  for (const [name, tensor] of optimizer) tensors.push([`moments.${name}`, tensor])
  return new Map([
    [TENSOR_FILE, writeSafetensors(tensors, { step: String(state.step), state: JSON.stringify(rest) })],
    [JSON_FILE, new TextEncoder().encode(JSON.stringify(rest, null, 2) + '\n')],
  ])
}

export async function saveTrainingState(folder: string, state: TrainingState, files: Files): Promise<void> {
  await files.makeFolder(`${folder}/training`)
  for (const [name, bytes] of trainingStateFiles(state)) await files.writeAtomic(`${folder}/${name}`, bytes)
}

/**
 * Reads what `saveTrainingState` wrote. The tensor file is whole in itself; the JSON beside it is for people.
 *
 * @throws InputError where there is none, or it is damaged
 */
export async function loadTrainingState(folder: string, files: ReadableFiles): Promise<TrainingState> {
  const path = `${folder}/${TENSOR_FILE}`
  if (!(await files.stat(path))) {
    throw new InputError(`${folder}: no ${TENSOR_FILE}; this model cannot be trained on, only started anew`)
  }
  const { tensors, metadata } = readSafetensors(await files.read(path, { most: LARGEST_WEIGHTS }), path)
  if (!Object.hasOwn(metadata, 'state')) throw new InputError(`${path}: holds no training state`)
  const state = readAs(StateSchema, parseJson(metadata.state, `${path}: its training state`), path, {
    whole: 'state',
  })
  const group = (prefix: string) => {
    const values = new Map<string, WeightTensor>()
    for (const [name, { shape, data }] of tensors) {
      if (name.startsWith(prefix) && data instanceof Float32Array) {
        values.set(name.slice(prefix.length), { shape, data })
      }
    }
    return values
  }
  return {
    ...state,
    weights: group('weight.'),
    optimizer: group('moments.'),
  }
}
