import type { Arithmetic, Matrix } from './arithmetic/arithmetic.js'
import { attention } from './arithmetic/attention.js'
import type { WeightTensor } from './checkpoint.js'
import { innerSize, type ModelConfig } from './config.js'
import { simdArithmetic } from './wasm/simd.js'

/** What one agent remembers: up to K steps, oldest first, the newest without its action yet. */
export interface Context {
  steps: number
  /** steps × S, normalised */
  states: Float32Array
  /** steps × A; the newest row is not read */
  actions: Float32Array
  /** steps */
  returns: Float32Array
  /** steps; rows of the timestep embedding */
  timesteps: Int32Array
}

const EMBED_EPSILON = 1e-5
const PAGE = 65536

/** Numbers in WebAssembly memory, handed out in order. */
class Arena {
  readonly memory: WebAssembly.Memory
  private used = 64
  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1 })
  }
  bytes(count: number): number {
    const address = this.used
    this.used += Math.ceil(count / 16) * 16
    return address
  }
  floats(count: number, values?: ArrayLike<number>): Float32Array {
    const array = new Float32Array(this.memory.buffer, this.bytes(4 * count), count)
    if (values) array.set(values)
    return array
  }
}

interface Layer {
  norm1: [Float32Array, Float32Array]
  attention: [Float32Array, Float32Array]
  attentionOut: [Float32Array, Float32Array]
  norm2: [Float32Array, Float32Array]
  expand: [Float32Array, Float32Array]
  contract: [Float32Array, Float32Array]
}

const matrix = (data: Float32Array, stride: number, offset = 0): Matrix => ({ data, offset, stride })

/**
 * The last action of many contexts at once, on one core and without tfjs: weights and activations lie in a memory of
 * their own, where the SIMD module computes. The tokens of all lanes are rows of one matrix; in the last block only
 * the newest state token of each lane asks and goes on.
 */
export class Inference {
  private readonly arithmetic: Arithmetic
  private readonly layers: Layer[]
  private readonly embeddings: { weight: Float32Array; bias: Float32Array; inputs: number }[]
  private readonly table: Float32Array
  private readonly embedNorm: [Float32Array, Float32Array]
  private readonly finalNorm: [Float32Array, Float32Array]
  private readonly head: [Float32Array, Float32Array]
  private readonly features: Float32Array
  private readonly x: Float32Array
  private readonly normal: Float32Array
  private readonly packed: Float32Array
  private readonly wide: Float32Array
  private readonly probabilities: Float32Array
  private readonly last: Float32Array
  private readonly answers: Float32Array

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
    const { hidden_size: H, state_dim: S, act_dim: A, n_layer, n_head } = config
    const inner = innerSize(config)
    const tokens = 3 * contextLength - 1
    const rows = lanes * tokens
    let weightCount = 0
    for (const { data } of weights.values()) weightCount += data.length + 8
    const scratch = rows * (6 * H + inner) + contextLength * (S + A + 1) + n_head * tokens * tokens
    const arena = new Arena(4 * (weightCount + scratch + lanes * (H + A) + 4096) + 4_000_000)
    this.arithmetic = simdArithmetic(arena.memory, (bytes) => arena.bytes(bytes))

    const put = (name: string) => {
      const { data } = weights.get(name)!
      return arena.floats(data.length, data)
    }
    const pair = (name: string): [Float32Array, Float32Array] => [put(`${name}.weight`), put(`${name}.bias`)]
    this.layers = Array.from({ length: n_layer }, (_, i) => ({
      norm1: pair(`encoder.h.${i}.ln_1`),
      attention: pair(`encoder.h.${i}.attn.c_attn`),
      attentionOut: pair(`encoder.h.${i}.attn.c_proj`),
      norm2: pair(`encoder.h.${i}.ln_2`),
      expand: pair(`encoder.h.${i}.mlp.c_fc`),
      contract: pair(`encoder.h.${i}.mlp.c_proj`),
    }))
    this.embeddings = [
      ['return', 1],
      ['state', S],
      ['action', A],
    ].map(([name, inputs]) => {
      const [weight, bias] = pair(`embed_${name}`)
      return { weight, bias, inputs: inputs as number }
    })
    this.table = put('embed_timestep.weight')
    this.embedNorm = pair('embed_ln')
    const position = weights.get('encoder.wpe.weight')!.data
    for (let j = 0; j < H; j++) this.embedNorm[1][j] += position[j]
    this.finalNorm = pair('encoder.ln_f')
    this.head = pair('predict_action.0')

    this.features = arena.floats(contextLength * Math.max(S, A))
    this.x = arena.floats(rows * H)
    this.normal = arena.floats(rows * H)
    this.packed = arena.floats(rows * 3 * H)
    this.wide = arena.floats(rows * inner)
    this.probabilities = arena.floats(n_head * tokens * tokens)
    this.last = arena.floats(lanes * H)
    this.answers = arena.floats(lanes * A)
  }

  /** The newest action of each context, `contexts.length` ≤ lanes; the arrays are the caller's. */
  actions(contexts: readonly Context[]): Float32Array[] {
    const { hidden_size: H, act_dim: A, n_layer, layer_norm_epsilon: epsilon } = this.config
    const tokens = contexts.map(({ steps }) => 3 * steps - 1)
    const starts: number[] = []
    let rows = 0
    for (const count of tokens) {
      starts.push(rows)
      rows += count
    }
    for (const [lane, context] of contexts.entries()) this.embed(context, starts[lane])
    this.layerNorm(this.x, this.embedNorm, this.x, rows, EMBED_EPSILON)
    for (let index = 0; index < n_layer - 1; index++) this.block(index, rows, starts, tokens)
    const x = this.lastBlock(n_layer - 1, rows, starts, tokens)
    const count = contexts.length
    this.layerNorm(x, this.finalNorm, x, count, epsilon)
    const [weight, bias] = this.head
    const transposed = { ...matrix(weight, H), transposed: true }
    this.arithmetic.matmul(count, A, H, matrix(x, H), transposed, matrix(this.answers, A), matrix(bias, 0))
    return contexts.map((_, lane) => {
      const raw = this.answers.slice(lane * A, (lane + 1) * A)
      return this.config.action_tanh ? raw.map(Math.tanh) : raw
    })
  }

  private layerNorm(
    x: Float32Array,
    [gain, bias]: [Float32Array, Float32Array],
    y: Float32Array,
    rows: number,
    epsilon = this.config.layer_norm_epsilon,
  ): void {
    this.arithmetic.layerNorm(x, gain, bias, y, { rows, columns: this.config.hidden_size, epsilon })
  }

  /** to = from · W + b, or to += … */
  private linear(
    from: Float32Array,
    [weight, bias]: [Float32Array, Float32Array],
    to: Float32Array,
    rows: number,
    inputs: number,
    outputs: number,
    addTo = false,
  ): void {
    const target = matrix(to, outputs)
    if (addTo) this.arithmetic.addRow(to, bias, rows, outputs)
    const start = addTo ? target : matrix(bias, 0)
    this.arithmetic.matmul(
      rows,
      outputs,
      inputs,
      matrix(from, inputs),
      matrix(weight, outputs),
      target,
      start,
    )
  }

  /** Tokens of one lane from row `first` on: returns, states and actions are every third row. */
  private embed({ steps, states, actions, returns, timesteps }: Context, first: number): void {
    const { hidden_size: H } = this.config
    for (const [part, data] of [returns, states, actions].entries()) {
      const { weight, bias, inputs } = this.embeddings[part]
      const count = part === 2 ? steps - 1 : steps
      this.features.set(data.subarray(0, count * inputs))
      for (let step = 0; step < count; step++) {
        const to = (first + 3 * step + part) * H
        const time = timesteps[step] * H
        for (let j = 0; j < H; j++) this.x[to + j] = this.table[time + j] + bias[j]
      }
      const target = matrix(this.x, 3 * H, (first + part) * H)
      const transposed = { ...matrix(weight, inputs), transposed: true }
      this.arithmetic.matmul(count, H, inputs, matrix(this.features, inputs), transposed, target, target)
    }
  }

  private scale(layer: number): number {
    const { config } = this
    const size = config.hidden_size / config.n_head
    return (
      (config.scale_attn_weights ? 1 / Math.sqrt(size) : 1) /
      (config.scale_attn_by_inverse_layer_idx ? layer + 1 : 1)
    )
  }

  private attend(layer: number, start: number, tokens: number, first: number, out: Float32Array): void {
    const { hidden_size: H, n_head: heads } = this.config
    const packed = this.packed.subarray(start * 3 * H, (start + tokens) * 3 * H)
    const shape = { batch: 1, tokens, heads, size: H, first, every: 1, scale: this.scale(layer) }
    const none = { rate: 0, seed: 0 }
    attention(this.arithmetic, shape, packed, undefined, out, this.probabilities, this.probabilities, none)
  }

  private block(index: number, rows: number, starts: number[], tokens: number[]): void {
    const { hidden_size: H } = this.config
    const layer = this.layers[index]
    this.layerNorm(this.x, layer.norm1, this.normal, rows)
    this.linear(this.normal, layer.attention, this.packed, rows, H, 3 * H)
    for (const [lane, start] of starts.entries()) {
      this.attend(index, start, tokens[lane], 0, this.normal.subarray(start * H, (start + tokens[lane]) * H))
    }
    this.linear(this.normal, layer.attentionOut, this.x, rows, H, H, true)
    this.mlp(layer, this.x, this.normal, rows)
  }

  private mlp(layer: Layer, x: Float32Array, work: Float32Array, rows: number): void {
    const { hidden_size: H, activation_function } = this.config
    const inner = innerSize(this.config)
    this.layerNorm(x, layer.norm2, work, rows)
    this.linear(work, layer.expand, this.wide, rows, H, inner)
    const wide = this.wide.subarray(0, rows * inner)
    this.arithmetic.activation(activation_function, wide, wide)
    this.linear(wide, layer.contract, x, rows, inner, H, true)
  }

  /** Keys and values of all tokens, but only the newest state token of each lane asks; one row a lane comes out. */
  private lastBlock(index: number, rows: number, starts: number[], tokens: number[]): Float32Array {
    const { hidden_size: H } = this.config
    const layer = this.layers[index]
    const { arithmetic, normal, packed, last } = this
    const [weight, bias] = layer.attention
    this.layerNorm(this.x, layer.norm1, normal, rows)
    const keysAndValues = matrix(packed, 3 * H, H)
    arithmetic.matmul(
      rows,
      2 * H,
      H,
      matrix(normal, H),
      matrix(weight, 3 * H, H),
      keysAndValues,
      matrix(bias, 0, H),
    )
    const attended = this.wide
    for (const [lane, start] of starts.entries()) {
      const newest = start + tokens[lane] - 1
      const query = matrix(packed, 3 * H, newest * 3 * H)
      const row = matrix(normal, H, newest * H)
      arithmetic.matmul(1, H, H, row, matrix(weight, 3 * H), query, matrix(bias, 0))
      this.attend(index, start, tokens[lane], tokens[lane] - 1, attended.subarray(lane * H, (lane + 1) * H))
      last.set(this.x.subarray(newest * H, (newest + 1) * H), lane * H)
    }
    this.linear(attended, layer.attentionOut, last, starts.length, H, H, true)
    this.mlp(layer, last, normal, starts.length)
    return last
  }
}
