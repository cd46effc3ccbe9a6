import { tensor, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { InputError } from '../platform/index.js'
import { type BackendChoice, checkBackend, prepareBackend, type WantedBackend } from './backend.js'
import type { Checkpoint } from './checkpoint.js'
import type { ModelConfig } from './config.js'
import { Inference } from './inference.js'
import { DecisionTransformer } from './model.js'
import {
  readSafetensors,
  type Tensor as FileTensor,
  type TensorData,
  writeSafetensors,
} from './safetensors.js'
import type { ModelInputs } from './tensorLayers.js'
import { normalise } from './trainingData.js'

/** Looks tensors up by name and checks their shapes. */
class Inputs {
  readonly #tensors: ReadonlyMap<string, FileTensor>
  readonly #where: string

  constructor(bytes: Uint8Array, where: string) {
    this.#where = where
    this.#tensors = readSafetensors(bytes, where).tensors
  }

  has(name: string): boolean {
    return this.#tensors.has(name)
  }

  /** Values of a tensor; −1 in the shape stands for any size. Trailing sizes of 1 may be missing. */
  get(name: string, shape: readonly number[]): { data: TensorData; shape: readonly number[] } {
    const found = this.#tensors.get(name)
    if (!found) {
      throw new InputError(
        `${this.#where}: tensor ${name} is missing; it has ${[...this.#tensors.keys()].join(', ')}`,
      )
    }
    const padded = [...found.shape, ...Array(Math.max(0, shape.length - found.shape.length)).fill(1)]
    if (padded.length !== shape.length || padded.some((size, i) => shape[i] >= 0 && size !== shape[i])) {
      throw new InputError(
        `${this.#where}: tensor ${name} is [${found.shape}], wanted is [${shape.join().replaceAll('-1', 'any')}]`,
      )
    }
    return { data: found.data, shape: padded }
  }

  floats(name: string, shape: readonly number[]): Float32Array {
    return Float32Array.from(this.get(name, shape).data)
  }

  /** Timesteps, each a row of the model's table. */
  timesteps(name: string, shape: readonly number[], { max_ep_len }: ModelConfig): Int32Array {
    const values = Int32Array.from(this.get(name, shape).data)
    const wrong = values.find((value) => value < 0 || value >= max_ep_len)
    if (wrong !== undefined) {
      throw new InputError(
        `${this.#where}: timestep ${wrong} is not one of the model's 0 … ${max_ep_len - 1}`,
      )
    }
    return values
  }
}

export interface ForwardRequest {
  backend?: WantedBackend
  hiddenStates?: boolean
  attentions?: boolean
}

/**
 * The whole forward pass, file to file, so that anyone can compare it with PyTorch. Reads `in.states` [B, K, S],
 * `in.actions` [B, K, A], `in.returns_to_go` [B, K, 1], `in.timesteps` [B, K] and, if there, `in.attention_mask`
 * [B, K]; writes `out.action_preds`, `out.state_preds`, `out.return_preds`, `out.last_hidden_state` and, on request,
 * `out.hidden_states.i` and `out.attentions.i`.
 *
 * @throws InputError naming the tensor that is missing or has the wrong shape
 */
export async function forwardFile(
  checkpoint: Checkpoint,
  bytes: Uint8Array,
  where: string,
  request: ForwardRequest = {},
): Promise<{ bytes: Uint8Array; backend: BackendChoice }> {
  const { config } = checkpoint
  const file = new Inputs(bytes, where)
  const { state_dim: S, act_dim: A, hidden_size: H, n_head } = config
  const [B, K] = file.get('in.states', [-1, -1, S]).shape
  if (B === 0 || K === 0) throw new InputError(`${where}: in.states is empty`)
  const raw = {
    states: file.floats('in.states', [B, K, S]),
    actions: file.floats('in.actions', [B, K, A]),
    returns: file.floats('in.returns_to_go', [B, K, 1]),
    timesteps: file.timesteps('in.timesteps', [B, K], config),
    mask: file.has('in.attention_mask') ? file.floats('in.attention_mask', [B, K]) : undefined,
  }
  const backend = await prepareBackend(request.backend ?? 'auto')
  const model = new DecisionTransformer(config, checkpoint.weights)
  const rows = B * K
  const inputs: ModelInputs = {
    batch: B,
    states: tensor(raw.states, [rows, S]) as Tensor2D,
    actions: tensor(raw.actions, [rows, A]) as Tensor2D,
    returnsToGo: tensor(raw.returns, [rows, 1]) as Tensor2D,
    timesteps: tensor(raw.timesteps, [rows], 'int32'),
    mask: raw.mask && (tensor(raw.mask, [B, K]) as Tensor2D),
  }
  try {
    const outputs = model.forward(inputs, request)
    const named: [string, Tensor, number[]][] = [
      ['out.action_preds', outputs.actionPreds, [B, K, A]],
      ['out.state_preds', outputs.statePreds, [B, K, S]],
      ['out.return_preds', outputs.returnPreds, [B, K, 1]],
      ['out.last_hidden_state', outputs.lastHiddenState, [B, 3 * K, H]],
    ]
    for (const [i, state] of (outputs.hiddenStates ?? []).entries()) {
      named.push([`out.hidden_states.${i}`, state, [B, 3 * K, H]])
    }
    for (const [i, probabilities] of (outputs.attentions ?? []).entries()) {
      named.push([`out.attentions.${i}`, probabilities, [B, n_head, 3 * K, 3 * K]])
    }
    const written: [string, { shape: number[]; data: TensorData }][] = []
    for (const [name, value, shape] of named)
      written.push([name, { shape, data: (await value.data()) as Float32Array }])
    checkBackend()
    for (const [, value] of named) value.dispose()
    return { bytes: writeSafetensors(written), backend }
  } finally {
    const { batch: _, ...tensors } = inputs
    for (const value of Object.values(tensors)) value?.dispose()
    model.dispose()
  }
}

export interface RolloutDifference {
  steps: number
  /** Largest |action − stored action|, and at which step. */
  largest: number
  atStep: number
}

/**
 * Replays a stored episode step by step, as an agent plays: raw `states` [T, S], `actions` [T, A], `returns_to_go`
 * [T] as the model was fed, and `state_mean` / `state_std` [S] (or those of `gaitway.json`). Every action is computed
 * from the stored past and compared with the stored one.
 *
 * @param contextLength K; what the checkpoint says, else 20
 */
export function rolloutDifference(
  checkpoint: Checkpoint,
  bytes: Uint8Array,
  where: string,
  contextLength = checkpoint.gaitway?.contextLength ?? 20,
): RolloutDifference {
  const { config, weights, gaitway } = checkpoint
  const { state_dim: S, act_dim: A, max_ep_len } = config
  const file = new Inputs(bytes, where)
  const [T] = file.get('states', [-1, S]).shape
  const statistic = (name: string, fallback?: readonly number[]) => {
    if (file.has(name) || !fallback) return Float64Array.from(file.get(name, [S]).data)
    return Float64Array.from(fallback)
  }
  const mean = statistic('state_mean', gaitway?.stateMean)
  const std = statistic('state_std', gaitway?.stateStd)
  const states = normalise(file.floats('states', [T, S]), mean, std)
  const actions = file.floats('actions', [T, A])
  const returns = file.floats('returns_to_go', [T])
  const inference = new Inference(config, weights, 1, contextLength)
  const result: RolloutDifference = { steps: T, largest: 0, atStep: 0 }
  for (let t = 0; t < T; t++) {
    const from = Math.max(0, t + 1 - contextLength)
    const [answer] = inference.actions([
      {
        steps: t + 1 - from,
        states: states.subarray(from * S, (t + 1) * S),
        actions: actions.subarray(from * A, (t + 1) * A),
        returns: returns.subarray(from, t + 1),
        timesteps: Int32Array.from({ length: t + 1 - from }, (_, i) => Math.min(from + i, max_ep_len - 1)),
      },
    ])
    for (let j = 0; j < A; j++) {
      const difference = Math.abs(answer[j] - actions[t * A + j])
      if (!(difference <= result.largest)) Object.assign(result, { largest: difference, atStep: t })
    }
  }
  return result
}
