import type { Matrix } from './arithmetic/arithmetic.js'
import { attention } from './arithmetic/attention.js'
import type { WeightTensor } from './checkpoint.js'
import { innerSize, isAdaptive, type ModelConfig } from './config.js'
import { ReturnCondition } from './inferenceCondition.js'
import { type Context, type Group, groups } from './inferenceGroups.js'
import { Activations, Arena, memoryFor } from './inferenceMemory.js'
import { packedSize } from './wasm/matmul.js'
import { type SimdArithmetic, simdArithmetic } from './wasm/simd.js'

/** Epsilon of `embed_ln`, whatever the configuration says for the others. */
const EMBED_EPSILON = 1e-5
/** A norm, and in an adaptive model what makes its scale and shift of the returns. */
interface Norm {
  gain: Float32Array
  bias: Float32Array
  condition?: Linear
}
/** y = x·W + b with W packed for products. */
interface Linear {
  weight: Matrix
  bias: Matrix
  inputs: number
  outputs: number
}
interface Layer {
  norm1: Norm
  /** Query, key and value of every token; in the last block apart, since only one token asks. */
  packed?: Linear
  query?: Linear
  keyAndValue?: Linear
  project: Linear
  norm2: Norm
  expand: Linear
  contract: Linear
}

export type { Context } from './inferenceGroups.js'

const matrix = (data: Float32Array, stride: number, offset = 0): Matrix => ({ data, offset, stride })

/**
 * The newest action of many contexts, on one core and without tfjs: weights and activations lie in a memory of their
 * own, where the SIMD module computes. The tokens of several lanes are rows of one matrix; in the last block only the
 * newest state token of each lane asks and goes on.
 */
export class Inference {
  private readonly arithmetic: SimdArithmetic
  private readonly layers: Layer[]
  private readonly embeddings: { weight: Matrix; bias: Float32Array; inputs: number }[]
  private readonly table: Float32Array
  private readonly embedNorm: Norm
  private readonly finalNorm: Norm
  private readonly head: Linear
  private readonly activations: Activations
  private readonly condition: ReturnCondition | undefined

  /**
   * @param lanes most contexts in one call
   * @param contextLength most steps in a context
   */
  constructor(
    private readonly config: ModelConfig,
    weights: ReadonlyMap<string, WeightTensor>,
    readonly lanes: number,
    readonly contextLength: number,
  ) {
    const { hidden_size: H, state_dim: S, act_dim: A, n_layer } = config
    const inner = innerSize(config)
    const arena = new Arena(memoryFor(config, weights, lanes, contextLength))
    const arithmetic = simdArithmetic(arena.memory, (bytes) => arena.bytes(bytes))
    const scratch = arena.floats(Math.max(H, S, A) * Math.max(3 * H, inner))

    const put = (name: string) => {
      const { data } = weights.get(name)!
      return arena.floats(data.length, data)
    }
    const pack = (inputs: number, outputs: number, source: Matrix) =>
      arithmetic.pack(inputs, outputs, source, arena.floats(packedSize(inputs, outputs)))
    /** Columns `from` … of a Conv1D weight [inputs, width], or all of an [outputs, inputs] one. */
    const linear = (
      name: string,
      inputs: number,
      outputs: number,
      { width = outputs, from = 0, transposed = false } = {},
    ): Linear => {
      const { data } = weights.get(`${name}.weight`)!
      const bias = weights.get(`${name}.bias`)!.data
      scratch.set(data)
      const source = { ...matrix(scratch, transposed ? inputs : width, from), transposed }
      return {
        weight: pack(inputs, outputs, source),
        bias: matrix(arena.floats(outputs, bias.subarray(from, from + outputs)), 0),
        inputs,
        outputs,
      }
    }

    const norm = (name: string): Norm => ({ gain: put(`${name}.weight`), bias: put(`${name}.bias`) })
    const conditioned = (name: string): Norm =>
      isAdaptive(config) ? { ...norm(name), condition: linear(`${name}.condition`, H, 2 * H) } : norm(name)

    this.arithmetic = arithmetic
    this.layers = Array.from({ length: n_layer }, (_, i) => {
      const name = `encoder.h.${i}`
      const attentionPart = (outputs: number, from: number) =>
        linear(`${name}.attn.c_attn`, H, outputs, { width: 3 * H, from })
      const asking =
        i < n_layer - 1
          ? { packed: attentionPart(3 * H, 0) }
          : { query: attentionPart(H, 0), keyAndValue: attentionPart(2 * H, H) }
      return {
        norm1: conditioned(`${name}.ln_1`),
        ...asking,
        project: linear(`${name}.attn.c_proj`, H, H),
        norm2: conditioned(`${name}.ln_2`),
        expand: linear(`${name}.mlp.c_fc`, H, inner),
        contract: linear(`${name}.mlp.c_proj`, inner, H),
      }
    })
    this.embeddings = (
      [
        ['embed_return', 1],
        ['embed_state', S],
        ['embed_action', A],
      ] as const
    ).map(([name, inputs]) => {
      const { weight, bias } = linear(name, inputs, H, { transposed: true })
      return { weight, bias: bias.data, inputs }
    })
    this.table = put('embed_timestep.weight')
    this.embedNorm = norm('embed_ln')
    // Every token has position 0: the one row of wpe is a second bias of the norm.
    const position = weights.get('encoder.wpe.weight')!.data
    for (let j = 0; j < H; j++) this.embedNorm.bias[j] += position[j]
    this.finalNorm = conditioned('encoder.ln_f')
    this.head = linear('predict_action.0', H, A, { transposed: true })
    this.activations = new Activations(arena, config, lanes, contextLength)
    if (isAdaptive(config)) this.condition = new ReturnCondition(weights, this.activations)
  }

  /** The newest action of each context, `contexts.length` ≤ lanes; the arrays are the caller's. */
  actions(contexts: readonly Context[]): Float32Array[] {
    return groups(contexts).flatMap((group) => this.groupActions(group))
  }

  private groupActions(group: Group): Float32Array[] {
    const { act_dim: A, n_layer, layer_norm_epsilon: epsilon, action_tanh } = this.config
    const { x, last, answers } = this.activations
    for (const [lane, context] of group.contexts.entries()) this.embed(context, group.starts[lane])
    this.condition?.begin(group)
    this.layerNorm(x, this.embedNorm, x, group.rows, EMBED_EPSILON)
    for (let index = 0; index < n_layer - 1; index++) this.block(index, group)
    this.lastBlock(n_layer - 1, group)
    const count = group.contexts.length
    this.layerNorm(last, this.finalNorm, last, count, epsilon, 'newest')
    this.linear(last, this.head, answers, count)
    return group.contexts.map((_, lane) => {
      const raw = answers.slice(lane * A, (lane + 1) * A)
      return action_tanh ? raw.map(Math.tanh) : raw
    })
  }

  private layerNorm(
    x: Float32Array,
    { gain, bias, condition }: Norm,
    y: Float32Array,
    rows: number,
    epsilon: number,
    which: 'tokens' | 'newest' = 'tokens',
  ): void {
    this.arithmetic.layerNorm(x, gain, bias, y, { rows, columns: this.config.hidden_size, epsilon })
    if (condition)
      this.condition!.apply((from, to, steps) => this.linear(from, condition, to, steps), y, which)
  }

  /** to = from · W + b */
  private linear(
    from: Float32Array,
    { weight, bias, inputs, outputs }: Linear,
    to: Float32Array,
    rows: number,
  ): void {
    this.arithmetic.matmul(rows, outputs, inputs, matrix(from, inputs), weight, matrix(to, outputs), bias)
  }

  /** to += from · W + b */
  private addLinear(from: Float32Array, layer: Linear, to: Float32Array, rows: number): void {
    const { weight, bias, inputs, outputs } = layer
    const target = matrix(to, outputs)
    this.arithmetic.addRow(to, bias.data, rows, outputs)
    this.arithmetic.matmul(rows, outputs, inputs, matrix(from, inputs), weight, target, target)
  }

  /** Tokens of one lane from row `first` on: returns, states and actions are every third row. */
  private embed({ steps, states, actions, returns, timesteps }: Context, first: number): void {
    const { hidden_size: H } = this.config
    const { x, features } = this.activations
    for (const [part, data] of [returns, states, actions].entries()) {
      const { weight, bias, inputs } = this.embeddings[part]
      const count = part === 2 ? steps - 1 : steps
      features.set(data.subarray(0, count * inputs))
      for (let step = 0; step < count; step++) {
        const to = (first + 3 * step + part) * H
        const time = timesteps[step] * H
        for (let j = 0; j < H; j++) x[to + j] = this.table[time + j] + bias[j]
      }
      const target = matrix(x, 3 * H, (first + part) * H)
      this.arithmetic.matmul(count, H, inputs, matrix(features, inputs), weight, target, target)
    }
  }

  private attend(layer: number, start: number, tokens: number, first: number, out: Float32Array): void {
    const { config } = this
    const { hidden_size: H, n_head: heads } = config
    const { packed, probabilities } = this.activations
    const scale =
      (config.scale_attn_weights ? 1 / Math.sqrt(H / heads) : 1) /
      (config.scale_attn_by_inverse_layer_idx ? layer + 1 : 1)
    const shape = { batch: 1, tokens, heads, size: H, first, every: 1, scale }
    const rows = packed.subarray(start * 3 * H, (start + tokens) * 3 * H)
    const none = { rate: 0, seed: 0 }
    attention(this.arithmetic, shape, rows, undefined, out, probabilities, probabilities, none)
  }

  private block(index: number, { starts, tokens, rows }: Group): void {
    const { hidden_size: H, layer_norm_epsilon: epsilon } = this.config
    const layer = this.layers[index]
    const { x, normal, packed } = this.activations
    this.layerNorm(x, layer.norm1, normal, rows, epsilon)
    this.linear(normal, layer.packed!, packed, rows)
    for (const [lane, start] of starts.entries()) {
      this.attend(index, start, tokens[lane], 0, normal.subarray(start * H, (start + tokens[lane]) * H))
    }
    this.addLinear(normal, layer.project, x, rows)
    this.mlp(layer, x, rows, 'tokens')
  }

  private mlp(layer: Layer, x: Float32Array, rows: number, which: 'tokens' | 'newest'): void {
    const { activation_function, layer_norm_epsilon: epsilon } = this.config
    const { normal } = this.activations
    this.layerNorm(x, layer.norm2, normal, rows, epsilon, which)
    const wide = this.activations.wide.subarray(0, rows * layer.expand.outputs)
    this.linear(normal, layer.expand, wide, rows)
    this.arithmetic.activation(activation_function, wide, wide)
    this.addLinear(wide, layer.contract, x, rows)
  }

  /** Keys and values of all tokens, but only the newest state token of each lane asks; one row a lane in `last`. */
  private lastBlock(index: number, { starts, tokens, rows }: Group): void {
    const { hidden_size: H, layer_norm_epsilon: epsilon } = this.config
    const layer = this.layers[index]
    const { arithmetic } = this
    const { x, normal, packed, last, wide: attended } = this.activations
    const keyAndValue = layer.keyAndValue!
    const query = layer.query!
    this.layerNorm(x, layer.norm1, normal, rows, epsilon)
    const target = matrix(packed, 3 * H, H)
    arithmetic.matmul(rows, 2 * H, H, matrix(normal, H), keyAndValue.weight, target, keyAndValue.bias)
    for (const [lane, start] of starts.entries()) {
      const newest = start + tokens[lane] - 1
      const asked = matrix(packed, 3 * H, newest * 3 * H)
      arithmetic.matmul(1, H, H, matrix(normal, H, newest * H), query.weight, asked, query.bias)
      this.attend(index, start, tokens[lane], tokens[lane] - 1, attended.subarray(lane * H, (lane + 1) * H))
      last.set(x.subarray(newest * H, (newest + 1) * H), lane * H)
    }
    this.addLinear(attended, layer.project, last, starts.length)
    this.mlp(layer, last, starts.length, 'newest')
  }
}
