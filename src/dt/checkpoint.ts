import { InputError } from '../platform/errors.js'
import type { Files, ReadableFiles } from '../platform/files.js'
import { configJson, type ModelConfig, parseModelConfig } from './config.js'
import { gaitwayJson, type GaitwayMeta, parseGaitwayMeta } from './gaitwayMeta.js'
import { tensorShapes } from './network.js'
import { readTorchFile } from './torchFile.js'
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.js'

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

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new InputError(`${where}: not valid JSON`)
  }
}

/**
 * Takes the tensors that the configuration calls for; others are left alone, as Hugging Face does.
 *
 * @throws InputError naming the tensor that is missing, has another shape or holds NaN or infinity
 */
function fitWeights(
  config: ModelConfig,
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
): Map<string, WeightTensor> {
  // A checkpoint of a model with a head on top keeps the body's tensors under its name.
  const find = (name: string) => tensors.get(name) ?? tensors.get(`decision_transformer.${name}`)
  const weights = new Map<string, WeightTensor>()
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = find(name)
    if (!tensor) throw new InputError(`${where}: tensor ${name} [${shape}] is missing`)
    if (tensor.shape.join() !== shape.join()) {
      throw new InputError(`${where}: tensor ${name} is [${tensor.shape}], the config wants [${shape}]`)
    }
    const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data)
    if (!/^(F|BF)/.test(tensor.dtype))
      throw new InputError(`${where}: tensor ${name} has type ${tensor.dtype}`)
    for (const value of data) {
      if (!Number.isFinite(value)) throw new InputError(`${where}: tensor ${name} holds ${value}`)
    }
    weights.set(name, { shape, data })
  }
  return weights
}

/** Files on this machine, where this is Node; browsers get them from their host. */
async function localFiles(): Promise<Files> {
  if (!import.meta.env.SSR)
    throw new InputError('a browser has no local folders: give files, for instance HttpFiles')
  const { NodeFiles } = await import('../platform/nodeFiles.js')
  return new NodeFiles()
}

/** `model.safetensors`, or where there is none the Hub's older `pytorch_model.bin`. */
async function loadWeights(
  folder: string,
  config: ModelConfig,
  files: ReadableFiles,
): Promise<Map<string, WeightTensor>> {
  const path = `${folder}/model.safetensors`
  if (await files.stat(path)) {
    return fitWeights(config, readSafetensors(await files.read(path), path).tensors, path)
  }
  const older = `${folder}/pytorch_model.bin`
  if (!(await files.stat(older))) {
    throw new InputError(`${folder}: neither model.safetensors nor pytorch_model.bin beside config.json`)
  }
  return fitWeights(config, readTorchFile(await files.read(older), older), older)
}

/**
 * Reads a checkpoint folder as Hugging Face's `from_pretrained` would, and `gaitway.json` where there is one; from the
 * disk unless `from` says otherwise.
 *
 * @throws InputError that says which file, which tensor and why
 */
export async function loadCheckpoint(folder: string, from?: ReadableFiles): Promise<Checkpoint> {
  const files = from ?? (await localFiles())
  const path = (name: string) => `${folder}/${name}`
  if (!(await files.stat(path('config.json')))) throw await noModel(folder, files)
  const config = parseModelConfig(
    parseJson(await files.read(path('config.json')), path('config.json')),
    path('config.json'),
  )
  const weights = await loadWeights(folder, config, files)
  let gaitway: GaitwayMeta | undefined
  if (await files.stat(path('gaitway.json'))) {
    const where = path('gaitway.json')
    gaitway = parseGaitwayMeta(parseJson(await files.read(where), where), where)
    if (gaitway.stateMean.length !== config.state_dim) {
      throw new InputError(
        `${where}: stateMean has ${gaitway.stateMean.length} values, the model's state_dim is ${config.state_dim}`,
      )
    }
  }
  return { config, weights, gaitway }
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
