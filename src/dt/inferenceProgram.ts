import type { Matrix } from './arithmetic/arithmetic.js'
import { attention } from './arithmetic/attention.js'
import type { WeightTensor } from './checkpoint.js'
import type { Activation, ModelConfig } from './config.js'
import { ReturnCondition } from './inferenceCondition.js'
import type { Context, Group } from './inferenceGroups.js'
import { Activations, Arena, memoryFor, scratchSize } from './inferenceMemory.js'
import type { Interpreter } from './interpret.js'
import type { Attention, Embedding, Input, Linear, Norm } from './network.js'
import { packedSize } from './wasm/matmul.js'
import { type SimdArithmetic, simdArithmetic } from './wasm/simd.js'

/** Rows in the memory of a program: one for every token of a group of lanes, or for the newest of each lane. */
export interface Rows {
  data: Float32Array
  columns: number
  which: 'tokens' | 'newest'
}

/** y = x·W + b with W packed for products. */
interface Packed {
  weight: Matrix
  bias: Matrix
  inputs: number
  outputs: number
}

const NO_DROPOUT = { rate: 0, seed: 0 }

const matrix = (data: Float32Array, stride: number, offset = 0): Matrix => ({ data, offset, stride })

const rowsOf = ({ which }: Rows, { rows, contexts }: Group): number =>
  which === 'tokens' ? rows : contexts.length

/**
 * The layers as a list of computations, made once and run for every group of lanes. Weights and activations lie in a
 * memory of their own, where the SIMD module computes. Memory is used again where a value ends: the residual stream is
 * added to in place, attention writes over the norm that it read, an activation over what it is applied to.
 */
export class InferenceProgram implements Interpreter<Rows, ReturnCondition> {
  readonly #computations: ((group: Group) => void)[] = []
  readonly #size: number
  readonly #weights: ReadonlyMap<string, WeightTensor>
  readonly #arena: Arena
  readonly #arithmetic: SimdArithmetic
  readonly #scratch: Float32Array
  readonly #activations: Activations

  /**
   * @param lanes most contexts in one group
   * @param contextLength most steps in a context
   */
  constructor(
    config: ModelConfig,
    weights: ReadonlyMap<string, WeightTensor>,
    lanes: number,
    contextLength: number,
  ) {
    this.#size = config.hidden_size
    this.#weights = weights
    this.#arena = new Arena(memoryFor(config, weights, lanes, contextLength))
    this.#arithmetic = simdArithmetic(this.#arena.memory, (bytes) => this.#arena.bytes(bytes))
    this.#scratch = this.#arena.floats(scratchSize(config))
    this.#activations = new Activations(this.#arena, config, lanes, contextLength)
  }

  run(group: Group): void {
    for (const compute of this.#computations) compute(group)
  }

  /** The values of a tensor, in the memory of the program. */
  #put(name: string): Float32Array {
    const { data } = this.#weights.get(name)!
    return this.#arena.floats(data.length, data)
  }

  /** A linear layer, or `columns` of its outputs from column `from` on. */
  #pack({ name, inputs, outputs, transposed }: Linear, from = 0, columns = outputs): Packed {
    const bias = this.#weights.get(`${name}.bias`)!.data
    this.#scratch.set(this.#weights.get(`${name}.weight`)!.data)
    const source = { ...matrix(this.#scratch, transposed ? inputs : outputs, from), transposed }
    const to = this.#arena.floats(packedSize(inputs, columns))
    return {
      weight: this.#arithmetic.pack(inputs, columns, source, to),
      bias: matrix(this.#arena.floats(columns, bias.subarray(from, from + columns)), 0),
      inputs,
      outputs: columns,
    }
  }

  /** to = from · W + b */
  #multiply(rows: number, from: Matrix, { weight, bias, inputs, outputs }: Packed, to: Matrix): void {
    this.#arithmetic.matmul(rows, outputs, inputs, from, weight, to, bias)
  }

  embed({ parts, time, norm }: Embedding): Rows {
    const layers = parts.map(({ input, linear }) => ({ input, linear: this.#pack(linear) }))
    const table = this.#put(time.name)
    this.#computations.push(({ contexts, starts }) => {
      for (const [lane, context] of contexts.entries())
        for (const [part, { input, linear }] of layers.entries())
          this.#embedPart(context, input, linear, table, starts[lane] + part, layers.length)
    })
    const tokens: Rows = { data: this.#activations.x, columns: this.#size, which: 'tokens' }
    return this.#normInto(tokens.data, tokens, norm)
  }

  /** Tokens of one part of one lane: from row `first` on, every so many rows. */
  #embedPart(
    context: Context,
    input: Input,
    { weight, bias, inputs }: Packed,
    table: Float32Array,
    first: number,
    every: number,
  ): void {
    const H = this.#size
    const { x, features } = this.#activations
    // The newest step has no action yet.
    const count = input === 'actions' ? context.steps - 1 : context.steps
    features.set(context[input].subarray(0, count * inputs))
    for (let step = 0; step < count; step++) {
      const to = (first + every * step) * H
      const time = context.timesteps[step] * H
      for (let j = 0; j < H; j++) x[to + j] = table[time + j] + bias.data[j]
    }
    const target = matrix(x, every * H, first * H)
    this.#arithmetic.matmul(count, H, inputs, matrix(features, inputs), weight, target, target)
  }

  condition(linear: Linear): ReturnCondition {
    const condition = new ReturnCondition(this.#weights, linear, this.#activations)
    this.#computations.push((group) => condition.begin(group))
    return condition
  }

  norm(x: Rows, norm: Norm, condition?: ReturnCondition): Rows {
    return this.#normInto(this.#activations.normal, x, norm, condition)
  }

  #normInto(to: Float32Array, x: Rows, norm: Norm, condition?: ReturnCondition): Rows {
    const { name, epsilon, positions, modulation } = norm
    const [gain, bias] = [this.#put(`${name}.weight`), this.#put(`${name}.bias`)]
    const { columns } = x
    if (positions) {
      const position = this.#weights.get(positions.name)!.data
      for (let j = 0; j < columns; j++) bias[j] += position[j]
    }
    this.#computations.push((group) =>
      this.#arithmetic.layerNorm(x.data, gain, bias, to, { rows: rowsOf(x, group), columns, epsilon }),
    )
    if (condition && modulation) {
      const packed = this.#pack(modulation)
      const product = (from: Float32Array, modulations: Float32Array, steps: number) =>
        this.#multiply(steps, matrix(from, packed.inputs), packed, matrix(modulations, packed.outputs))
      this.#computations.push(() => condition.apply(product, to, x.which))
    }
    return { ...x, data: to }
  }

  linear(x: Rows, linear: Linear): Rows {
    const { wide } = this.#activations
    const packed = this.#pack(linear)
    this.#computations.push((group) =>
      this.#multiply(rowsOf(x, group), matrix(x.data, x.columns), packed, matrix(wide, packed.outputs)),
    )
    return { data: wide, columns: packed.outputs, which: x.which }
  }

  addLinear(onto: Rows, x: Rows, linear: Linear): Rows {
    const { weight, bias, inputs, outputs } = this.#pack(linear)
    this.#computations.push((group) => {
      const rows = rowsOf(x, group)
      const target = matrix(onto.data, outputs)
      this.#arithmetic.addRow(onto.data, bias.data, rows, outputs)
      this.#arithmetic.matmul(rows, outputs, inputs, matrix(x.data, inputs), weight, target, target)
    })
    return onto
  }

  activate(x: Rows, kind: Activation): Rows {
    this.#computations.push((group) => {
      const values = x.data.subarray(0, rowsOf(x, group) * x.columns)
      this.#arithmetic.activation(kind, values, values)
    })
    return x
  }

  attention(x: Rows, layer: Attention, asked: boolean): Rows {
    this.#computations.push(asked ? this.#askNewest(x.data, layer) : this.#askAll(x.data, layer))
    return { ...x, which: asked ? 'newest' : 'tokens' }
  }

  #askAll(normal: Float32Array, layer: Attention): (group: Group) => void {
    const H = this.#size
    const { packed } = this.#activations
    const linear = this.#pack(layer.packed)
    return ({ starts, tokens, rows }) => {
      this.#multiply(rows, matrix(normal, H), linear, matrix(packed, 3 * H))
      for (const [lane, start] of starts.entries()) {
        const out = normal.subarray(start * H, (start + tokens[lane]) * H)
        this.#attend(layer, start, tokens[lane], 0, out)
      }
    }
  }

  /** Keys and values of all tokens, but only the newest state token of each lane asks: one row a lane. */
  #askNewest(normal: Float32Array, layer: Attention): (group: Group) => void {
    const H = this.#size
    const { packed } = this.#activations
    const query = this.#pack(layer.packed, 0, H)
    const keyAndValue = this.#pack(layer.packed, H, 2 * H)
    return ({ starts, tokens, rows }) => {
      this.#multiply(rows, matrix(normal, H), keyAndValue, matrix(packed, 3 * H, H))
      for (const [lane, start] of starts.entries()) {
        const newest = start + tokens[lane] - 1
        this.#multiply(1, matrix(normal, H, newest * H), query, matrix(packed, 3 * H, newest * 3 * H))
        // Row `lane` of the norm has been read: the newest row of a later lane lies beyond it.
        const out = normal.subarray(lane * H, (lane + 1) * H)
        this.#attend(layer, start, tokens[lane], tokens[lane] - 1, out)
      }
    }
  }

  #attend(
    { heads, scale }: Attention,
    start: number,
    tokens: number,
    first: number,
    out: Float32Array,
  ): void {
    const H = this.#size
    const { packed, probabilities } = this.#activations
    const shape = { batch: 1, tokens, heads, size: H, first, every: 1, scale }
    const rows = packed.subarray(start * 3 * H, (start + tokens) * 3 * H)
    attention(this.#arithmetic, shape, rows, undefined, out, probabilities, probabilities, NO_DROPOUT)
  }

  asked({ data, columns }: Rows): Rows {
    const { last } = this.#activations
    this.#computations.push(({ starts, tokens }) => {
      for (const [lane, start] of starts.entries()) {
        const newest = start + tokens[lane] - 1
        last.set(data.subarray(newest * columns, (newest + 1) * columns), lane * columns)
      }
    })
    return { data: last, columns, which: 'newest' }
  }
}
