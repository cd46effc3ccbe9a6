import { type Tensor, type Tensor2D, type Variable } from '@tensorflow/tfjs-core'
import { siteSeed } from './arithmetic/dropoutHash.js'
import type { Activation } from './config.js'
import type { Interpreter } from './interpret.js'
import type { Attention, Embedding, Input, Linear, Norm } from './network.js'
import * as ops from './ops.js'

/** A batch of B windows of K steps; every matrix has B·K rows. */
export interface ModelInputs {
  batch: number
  /** [B·K, S], normalised */
  states: Tensor2D
  /** [B·K, A] */
  actions: Tensor2D
  /** [B·K, 1] */
  returnsToGo: Tensor2D
  /** int32 [B·K], 0 … max_ep_len − 1 */
  timesteps: Tensor
  /** [B, K], 1 for a real step, 0 for padding; none: all real */
  mask?: Tensor2D
}

/** More than the places of dropout in any model. */
const SITES = 4096

/** Draws fresh dropout seeds, one a place; without it nothing is dropped. */
export class DropoutSeeds {
  #site = 0
  readonly #seed: number
  readonly #step: number
  readonly #part: number
  constructor(seed: number, step: number, part = 0) {
    this.#seed = seed
    this.#step = step
    this.#part = part
  }
  next(): number {
    return siteSeed(this.#seed, this.#step, this.#site++ + SITES * this.#part)
  }
}

export interface TensorOptions {
  dropout?: DropoutSeeds
  /** Gets [batch, heads, queries, tokens] of every block. */
  onProbabilities?(probabilities: Tensor): void
}

/** The layers on tensors [rows, columns] of the active tfjs backend, with gradients by the weights. */
export class TensorLayers implements Interpreter<Tensor2D> {
  readonly #weights: ReadonlyMap<string, Variable>
  readonly #inputs: ModelInputs
  readonly #actingPart: number
  readonly #options: TensorOptions

  constructor(
    weights: ReadonlyMap<string, Variable>,
    inputs: ModelInputs,
    actingPart: number,
    options: TensorOptions = {},
  ) {
    this.#weights = weights
    this.#inputs = inputs
    this.#actingPart = actingPart
    this.#options = options
  }

  #weight(name: string): Variable {
    return this.#weights.get(name)!
  }

  #features(input: Input): Tensor2D {
    return this.#inputs[input === 'returns' ? 'returnsToGo' : input]
  }

  /** x·Wᵀ + b of an input. */
  #embedLinear(input: Input, { name }: Linear): Tensor2D {
    return ops.embedLinear(
      this.#features(input),
      this.#weight(`${name}.weight`),
      this.#weight(`${name}.bias`),
    )
  }

  #dropout(x: Tensor, residual: Tensor | undefined, ofModel: number): Tensor2D {
    const seeds = this.#options.dropout
    const dropout = { rate: seeds ? ofModel : 0, seed: seeds?.next() ?? 0 }
    return residual || dropout.rate > 0 ? ops.addDropout(x, residual, dropout) : (x as Tensor2D)
  }

  embed({ parts, time, norm, dropout }: Embedding): Tensor2D {
    const [returns, states, actions] = parts.map(({ input, linear }) => this.#embedLinear(input, linear))
    const table = this.#weight(time.name)
    const tokens = ops.embedTokens(returns, states, actions, table, this.#inputs.timesteps)
    return this.#dropout(this.norm(tokens, norm), undefined, dropout)
  }

  condition(linear: Linear): Tensor2D {
    return ops.activate('tanh', this.#embedLinear('returns', linear))
  }

  norm(x: Tensor, { name, epsilon, positions, modulation }: Norm, condition?: Tensor2D): Tensor2D {
    const own = this.#weight(`${name}.bias`)
    const bias = positions ? ops.addFirstRow(own, this.#weight(positions.name)) : own
    const normal = ops.layerNorm(x, this.#weight(`${name}.weight`), bias, epsilon)
    return modulation && condition ? ops.modulate(normal, this.linear(condition, modulation)) : normal
  }

  linear(x: Tensor, { name, transposed }: Linear): Tensor2D {
    return ops.linear(x, this.#weight(`${name}.weight`), this.#weight(`${name}.bias`), transposed)
  }

  addLinear(onto: Tensor, x: Tensor, linear: Linear, dropout: number): Tensor2D {
    return this.#dropout(this.linear(x, linear), onto, dropout)
  }

  activate(x: Tensor, kind: Activation): Tensor2D {
    return ops.activate(kind, x)
  }

  attention(x: Tensor, { packed, heads, scale, dropout }: Attention, asked: boolean): Tensor2D {
    const { batch, mask } = this.#inputs
    const { dropout: seeds, onProbabilities } = this.#options
    const [first, every] = asked ? [this.#actingPart, 3] : [0, 1]
    const chance = { rate: seeds ? dropout : 0, seed: seeds?.next() ?? 0 }
    const shape = { batch, heads, first, every, scale, ...chance }
    return ops.attention(this.linear(x, packed), mask, shape, onProbabilities)
  }

  asked(x: Tensor): Tensor2D {
    return ops.tokensOfPart(x, this.#actingPart)
  }
}
