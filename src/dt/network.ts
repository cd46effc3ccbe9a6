import { type Activation, innerSize, isAdaptive, type ModelConfig } from './config.js'

/** y = x·W + b. */
export interface Linear {
  name: string
  inputs: number
  outputs: number
  /** W is [out, in] as in `nn.Linear`; otherwise [in, out] as in GPT-2's `Conv1D`. */
  transposed: boolean
}

/** Rows that are looked up by a number. */
export interface Table {
  name: string
  rows: number
}

/** Layer norm of a token. */
export interface Norm {
  name: string
  epsilon: number
  /** Every token has position 0, so that the first row of the positions is a second bias of their norm. */
  positions?: Table
  /** In an adaptive model, what makes scale and shift [2H] of the features of the step's return. */
  modulation?: Linear
}

/** Causal self-attention: softmax(scale · q·kᵀ)·v in every head, over rows [q | k | v] that `packed` makes. */
export interface Attention {
  packed: Linear
  heads: number
  scale: number
  dropout: number
}

/** x += project(attention(norm1 x)); x += contract(activation(expand(norm2 x))). */
export interface Block {
  norm1: Norm
  attention: Attention
  project: Linear
  norm2: Norm
  expand: Linear
  activation: Activation
  contract: Linear
  dropout: number
}

export type Input = 'returns' | 'states' | 'actions'

/** Tokens: one a step of every part, in this order, each with the time of its step. */
export interface Embedding {
  parts: readonly { input: Input; linear: Linear }[]
  time: Table
  norm: Norm
  dropout: number
}

export type Answer = 'action' | 'state' | 'return'

/** What is read off the last tokens of one part. */
export interface Head {
  answer: Answer
  /** The part of the embedding, counted from 0. */
  part: number
  linear: Linear
  activation?: Activation
}

/** All layers of a model, in the order of its tensors; `interpret.ts` says how values run through them. */
export interface Network {
  size: number
  embedding: Embedding
  /** In an adaptive model, features tanh(x·Wᵀ + b) of every step's return. */
  condition?: Linear
  blocks: readonly Block[]
  norm: Norm
  /** The one that acts. */
  acting: Head
  heads: readonly Head[]
}

/** Epsilon of `embed_ln`, whatever the configuration says for the others. */
const EMBED_EPSILON = 1e-5

function linear(name: string, inputs: number, outputs: number): Linear {
  return { name, inputs, outputs, transposed: true }
}

function conv1D(name: string, inputs: number, outputs: number): Linear {
  return { name, inputs, outputs, transposed: false }
}

/** The layers of Hugging Face's `DecisionTransformerModel`, or of ours with adaptive norms, under their names. */
export function describeNetwork(config: ModelConfig): Network {
  const { hidden_size: H, state_dim: S, act_dim: A } = config
  const adaptive = isAdaptive(config)
  const norm = (name: string): Norm => ({
    name,
    epsilon: config.layer_norm_epsilon,
    ...(adaptive && { modulation: conv1D(`${name}.condition`, H, 2 * H) }),
  })
  const block = (layer: number): Block => {
    const name = `encoder.h.${layer}`
    const headScale = config.scale_attn_weights ? 1 / Math.sqrt(H / config.n_head) : 1
    const depth = config.scale_attn_by_inverse_layer_idx ? layer + 1 : 1
    return {
      norm1: norm(`${name}.ln_1`),
      attention: {
        packed: conv1D(`${name}.attn.c_attn`, H, 3 * H),
        heads: config.n_head,
        scale: headScale / depth,
        dropout: config.attn_pdrop,
      },
      project: conv1D(`${name}.attn.c_proj`, H, H),
      norm2: norm(`${name}.ln_2`),
      expand: conv1D(`${name}.mlp.c_fc`, H, innerSize(config)),
      activation: config.activation_function,
      contract: conv1D(`${name}.mlp.c_proj`, innerSize(config), H),
      dropout: config.resid_pdrop,
    }
  }
  const acting: Head = {
    answer: 'action',
    part: 1,
    linear: linear('predict_action.0', H, A),
    ...(config.action_tanh && { activation: 'tanh' }),
  }
  return {
    size: H,
    embedding: {
      parts: [
        { input: 'returns', linear: linear('embed_return', 1, H) },
        { input: 'states', linear: linear('embed_state', S, H) },
        { input: 'actions', linear: linear('embed_action', A, H) },
      ],
      time: { name: 'embed_timestep.weight', rows: config.max_ep_len },
      norm: {
        name: 'embed_ln',
        epsilon: EMBED_EPSILON,
        positions: { name: 'encoder.wpe.weight', rows: config.n_positions },
      },
      dropout: config.embd_pdrop,
    },
    ...(adaptive && { condition: linear('embed_condition', 1, H) }),
    blocks: Array.from({ length: config.n_layer }, (_, layer) => block(layer)),
    norm: norm('encoder.ln_f'),
    acting,
    heads: [
      { answer: 'state', part: 2, linear: linear('predict_state', H, S) },
      acting,
      { answer: 'return', part: 2, linear: linear('predict_return', H, 1) },
    ],
  }
}

/**
 * Every tensor of the checkpoint and its shape. `encoder.wte.weight` takes no part in the forward pass. An adaptive
 * model has some more, after the others, so that those begin as they would without.
 */
export function tensorShapes(config: ModelConfig): Map<string, readonly number[]> {
  const { size, embedding, condition, blocks, norm, heads } = describeNetwork(config)
  const shapes = new Map<string, readonly number[]>([['encoder.wte.weight', [1, size]]])
  const addTable = ({ name, rows }: Table) => shapes.set(name, [rows, size])
  const addLinear = ({ name, inputs, outputs, transposed }: Linear) => {
    shapes.set(`${name}.weight`, transposed ? [outputs, inputs] : [inputs, outputs])
    shapes.set(`${name}.bias`, [outputs])
  }
  const addNorm = ({ name }: Norm) => {
    shapes.set(`${name}.weight`, [size])
    shapes.set(`${name}.bias`, [size])
  }
  const modulated: Norm[] = []
  if (embedding.norm.positions) addTable(embedding.norm.positions)
  for (const { norm1, attention, project, norm2, expand, contract } of blocks) {
    addNorm(norm1)
    addLinear(attention.packed)
    addLinear(project)
    addNorm(norm2)
    addLinear(expand)
    addLinear(contract)
    modulated.push(norm1, norm2)
  }
  addNorm(norm)
  addTable(embedding.time)
  for (const part of embedding.parts) addLinear(part.linear)
  addNorm(embedding.norm)
  for (const head of heads) addLinear(head.linear)
  if (condition) addLinear(condition)
  for (const { modulation } of [...modulated, norm]) if (modulation) addLinear(modulation)
  return shapes
}
