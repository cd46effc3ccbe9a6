import {
  type Files,
  InputError,
  LARGEST_TEXT,
  LARGEST_WEIGHTS,
  localFiles,
  parseJson,
  type ReadableFiles,
} from '../platform/index.js'
import { configJson, type ModelConfig, parseModelConfig } from './config.js'
import { gaitwayJson, type GaitwayMeta, parseGaitwayMeta } from './gaitwayMeta.js'
import { tensorShapes } from './network.js'
import { readTorchFile, readTorchShapes } from './torchFile.js'
import { readSafetensors, readSafetensorsShapes, type Tensor, writeSafetensors } from './safetensors.js'

/** Row-major float32 values. */
export interface WeightTensor {
  shape: readonly number[]
  data: Float32Array
}

/** A model in memory: what a checkpoint folder holds. */
export interface Checkpoint {
  config: ModelConfig
  weights: Map<string, WeightTensor>
  /** Absent in models from elsewhere. */
  gaitway?: GaitwayMeta
}

const readJson = async (path: string, files: ReadableFiles) =>
  parseJson(await files.read(path, { most: LARGEST_TEXT }), path)

/**
 * The tensors that the configuration calls for, of those that a file has; others are left alone, as Hugging Face does.
 *
 * @throws InputError naming the tensor that is missing, has another shape or another type than weights have
 */
function fitTensors<T extends Pick<Tensor, 'dtype' | 'shape'>>(
  config: ModelConfig,
  tensors: ReadonlyMap<string, T>,
  where: string,
): Map<string, T> {
  // A checkpoint of a model with a head on top keeps the body's tensors under its name.
  const find = (name: string) => tensors.get(name) ?? tensors.get(`decision_transformer.${name}`)
  const fitting = new Map<string, T>()
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = find(name)
    if (!tensor) throw new InputError(`${where}: tensor ${name} [${shape}] is missing`)
    if (tensor.shape.length !== shape.length || !shape.every((length, i) => tensor.shape[i] === length)) {
      throw new InputError(`${where}: tensor ${name} is [${tensor.shape}], the config wants [${shape}]`)
    }
    if (!/^(F|BF)/.test(tensor.dtype))
      throw new InputError(`${where}: tensor ${name} has type ${tensor.dtype}`)
    fitting.set(name, tensor)
  }
  return fitting
}

/** @throws InputError naming the tensor that does not fit the configuration, or holds NaN or infinity */
function fitWeights(
  config: ModelConfig,
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>()
  for (const [name, { shape, data: values }] of fitTensors(config, tensors, where)) {
    const data = values instanceof Float32Array ? values : Float32Array.from(values)
    for (const value of data) {
      if (!Number.isFinite(value)) throw new InputError(`${where}: tensor ${name} holds ${value}`)
    }
    weights.set(name, { shape, data })
  }
  return weights
}

/** `model.safetensors`, or where there is none the Hub's older `pytorch_model.bin`. */
async function weightsFile(
  folder: string,
  files: ReadableFiles,
): Promise<{ path: string; isSafetensors: boolean }> {
  const path = `${folder}/model.safetensors`
  if (await files.stat(path)) return { path, isSafetensors: true }
  const older = `${folder}/pytorch_model.bin`
  if (await files.stat(older)) return { path: older, isSafetensors: false }
  throw new InputError(`${folder}: neither model.safetensors nor pytorch_model.bin beside config.json`)
}

async function loadWeights(
  folder: string,
  config: ModelConfig,
  files: ReadableFiles,
): Promise<Map<string, WeightTensor>> {
  const { path, isSafetensors } = await weightsFile(folder, files)
  const bytes = await files.read(path, { most: LARGEST_WEIGHTS })
  const tensors = isSafetensors ? readSafetensors(bytes, path).tensors : readTorchFile(bytes, path)
  return fitWeights(config, tensors, path)
}

async function loadConfig(folder: string, files: ReadableFiles): Promise<ModelConfig> {
  const path = `${folder}/config.json`
  if (!(await files.stat(path))) throw await noModel(folder, files)
  return parseModelConfig(await readJson(path, files), path)
}

async function loadGaitway(
  folder: string,
  config: ModelConfig,
  files: ReadableFiles,
): Promise<GaitwayMeta | undefined> {
  const path = `${folder}/gaitway.json`
  if (!(await files.stat(path))) return undefined
  const gaitway = parseGaitwayMeta(await readJson(path, files), path)
  if (gaitway.stateMean.length !== config.state_dim) {
    throw new InputError(
      `${path}: stateMean has ${gaitway.stateMean.length} values, the model's state_dim is ${config.state_dim}`,
    )
  }
  return gaitway
}

/**
 * Reads a checkpoint folder as Hugging Face's `from_pretrained` would, and `gaitway.json` where there is one; from the
 * disk unless `from` says otherwise.
 *
 * @throws InputError that says which file, which tensor and why
 */
export async function loadCheckpoint(folder: string, from?: ReadableFiles): Promise<Checkpoint> {
  const files = from ?? (await localFiles())
  const config = await loadConfig(folder, files)
  const weights = await loadWeights(folder, config, files)
  return { config, weights, gaitway: await loadGaitway(folder, config, files) }
}

/**
 * What a checkpoint folder says of its model, checked like `loadCheckpoint` does except for the weights' values: of
 * those only names, types and shapes are read, so that a list of models costs no more than their headers.
 *
 * @returns `parameters`: how many numbers the configuration calls for
 * @throws InputError that says which file, which tensor and why
 */
export async function inspectCheckpoint(
  folder: string,
  files: ReadableFiles,
): Promise<Omit<Checkpoint, 'weights'> & { parameters: number }> {
  const config = await loadConfig(folder, files)
  const { path, isSafetensors } = await weightsFile(folder, files)
  const shapes = await (isSafetensors ? readSafetensorsShapes : readTorchShapes)(path, files)
  let parameters = 0
  for (const { shape } of fitTensors(config, shapes, path).values())
    parameters += shape.reduce((product, length) => product * length, 1)
  return { config, parameters, gaitway: await loadGaitway(folder, config, files) }
}

/** Why there is no model. Only files that can be listed know of folders. */
async function noModel(folder: string, files: ReadableFiles & Partial<Files>): Promise<InputError> {
  const entry = files.list && (await files.stat(folder))
  if (files.list && !entry) return new InputError(`${folder} does not exist: check the path of the model`)
  const layout = "give a model folder in Hugging Face's layout"
  if (entry?.isFolder === false) return new InputError(`${folder} is a file: ${layout}`)
  return new InputError(`${folder}: no config.json; ${layout}`)
}

/** The files of a checkpoint; the configuration comes last, so that a folder with one is complete. */
export function checkpointFiles(checkpoint: Checkpoint): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  files.set('model.safetensors', writeSafetensors(checkpoint.weights, { format: 'pt' }))
  if (checkpoint.gaitway) files.set('gaitway.json', gaitwayJson(checkpoint.gaitway))
  files.set('config.json', new TextEncoder().encode(configJson(checkpoint.config)))
  return files
}

/** Writes a checkpoint folder that `DecisionTransformerModel.from_pretrained` reads; each file whole or not at all. */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint, to?: Files): Promise<void> {
  const files = to ?? (await localFiles())
  await files.makeFolder(folder)
  for (const [name, bytes] of checkpointFiles(checkpoint)) await files.writeAtomic(`${folder}/${name}`, bytes)
}
