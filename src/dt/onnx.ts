import type { Checkpoint } from './checkpoint.js'
import { type Activation, innerSize } from './config.js'
import { answer, answers, encode, type Interpreter } from './interpret.js'
import {
  type Attention,
  describeNetwork,
  type Embedding,
  type Input,
  type Linear,
  type Network,
  type Norm,
} from './network.js'
import { OnnxGraph, type Value } from './onnxGraph.js'

/** Added to scores that must not count. */
const MASKED = -1e9
/** Beyond the end of any axis. */
const END = 2 ** 31 - 1

export interface OnnxOptions {
  /**
   * Leaves out all that only earlier steps' predictions need: one output `action` [batch, A] instead of
   * `action_preds`, `state_preds` and `return_preds` of every step.
   */
  lastActionOnly?: boolean
}

/**
 * The model as an ONNX file, batch and number of steps free. Inputs as Hugging Face names them: `states`
 * [batch, steps, S], `actions` [batch, steps, A], `returns_to_go` [batch, steps, 1], `timesteps` int64 [batch, steps],
 * `attention_mask` [batch, steps] with 1 for a real step.
 */
export function exportOnnx(checkpoint: Checkpoint, { lastActionOnly = false }: OnnxOptions = {}): Uint8Array {
  const { config } = checkpoint
  const network = describeNetwork(config)
  const graph = new OnnxGraph()
  const layers = new GraphLayers(graph, checkpoint, network)
  const last = encode(network, layers, { actingOnly: lastActionOnly })
  const { hidden_size: H, state_dim: S, act_dim: A } = config
  if (lastActionOnly) {
    const { value } = answer(network.acting, last, layers)
    graph.output('action', layers.reshape(value, [0, A]), ['batch', A])
  } else {
    const steps = layers.reshape(last.value, [0, -1, network.embedding.parts.length, H])
    const part = (index: number): Tokens => ({
      value: graph.node('Gather', [steps, graph.integers([index], [])], { axis: 2 }),
      newest: false,
    })
    for (const [{ answer: name, linear }, { value }] of answers(network, layers, part))
      graph.output(`${name}_preds`, value, ['batch', 'steps', linear.outputs])
  }
  const size = `${config.n_layer} × ${H} × ${innerSize(config)}`
  return graph.bytes('decision_transformer', `Decision Transformer, ${size}, ${S} observations, ${A} actions`)
}

const INPUTS: Record<Input, string> = { returns: 'returns_to_go', states: 'states', actions: 'actions' }

/** A value [batch, tokens, columns]: all tokens, or the newest that is asked for an action. */
interface Tokens {
  value: Value
  newest: boolean
}

/** The layers as nodes of an ONNX graph. */
class GraphLayers implements Interpreter<Tokens, Value> {
  readonly #g: OnnxGraph
  readonly #weights: Checkpoint['weights']
  readonly #network: Network
  /** Added to the scores [batch, 1, tokens, tokens]: `MASKED` where a token is later or padding. */
  #mask = ''

  constructor(graph: OnnxGraph, { weights }: Checkpoint, network: Network) {
    this.#g = graph
    this.#weights = weights
    this.#network = network
  }

  #weight(name: string): Value {
    const { shape, data } = this.#weights.get(name)!
    return this.#g.weight(name, shape, data)
  }

  #linear(x: Value, { name, transposed }: Linear): Value {
    const weight = this.#weight(`${name}.weight`)
    const inOut = transposed ? this.#g.node('Transpose', [weight], { perm: [1, 0] }) : weight
    return this.#g.node('Add', [this.#g.node('MatMul', [x, inOut]), this.#weight(`${name}.bias`)])
  }

  reshape(x: Value, shape: readonly number[]): Value {
    return this.#g.node('Reshape', [x, this.#g.integers(shape)])
  }

  #times(x: Value, factor: number): Value {
    return this.#g.node('Mul', [x, this.#g.scalar(factor)])
  }

  #onePlus(x: Value): Value {
    return this.#g.node('Add', [x, this.#g.scalar(1)])
  }

  #slice(x: Value, from: number, to: number, axis: number): Value {
    return this.#g.node('Slice', [x, ...[[from], [to], [axis]].map((list) => this.#g.integers(list))])
  }

  embed({ parts, time, norm }: Embedding): Tokens {
    const g = this.#g
    const timesteps = g.input('timesteps', 'int64', ['batch', 'steps'])
    const times = g.node('Gather', [this.#weight(time.name), timesteps], { axis: 0 })
    const tokensOfParts = parts.map(({ input, linear }) => {
      const x = g.input(INPUTS[input], 'float32', ['batch', 'steps', linear.inputs])
      const token = g.node('Add', [this.#linear(x, linear), times])
      return g.node('Unsqueeze', [token, g.integers([2])])
    })
    const value = this.reshape(g.node('Concat', tokensOfParts, { axis: 2 }), [0, -1, this.#network.size])
    const tokens = this.norm({ value, newest: false }, norm)
    this.#mask = this.#maskOf(tokens.value, parts.length)
    return tokens
  }

  #maskOf(tokens: Value, parts: number): Value {
    const g = this.#g
    const real = g.input('attention_mask', 'float32', ['batch', 'steps'])
    const column = g.node('Unsqueeze', [real, g.integers([2])])
    const columns = Array.from({ length: parts }, () => column)
    const ofTokens = this.reshape(g.node('Concat', columns, { axis: 2 }), [0, -1])
    const padding = g.node('Sub', [g.node('Unsqueeze', [ofTokens, g.integers([1, 2])]), g.scalar(1)])
    const count = g.node('Gather', [g.node('Shape', [tokens]), g.integers([1])], { axis: 0 })
    const square = g.ones(g.node('Concat', [count, count], { axis: 0 }))
    const later = g.node('Trilu', [square, g.integers([1], [])], { upper: 1 })
    return g.node('Add', [this.#times(padding, -MASKED), this.#times(later, MASKED)])
  }

  /** Features of the returns [batch, steps, H]. */
  condition(linear: Linear): Value {
    return this.#g.node('Tanh', [this.#linear(INPUTS.returns, linear)])
  }

  norm({ value, newest }: Tokens, norm: Norm, condition?: Value): Tokens {
    const bias = this.#normBias(norm)
    const inputs = [value, this.#weight(`${norm.name}.weight`), bias]
    const attributes = { axis: -1, epsilon: { float: norm.epsilon } }
    const normal = this.#g.node('LayerNormalization', inputs, attributes)
    if (!norm.modulation || !condition) return { value: normal, newest }
    return { value: this.#modulate(normal, this.#linear(condition, norm.modulation), newest), newest }
  }

  #normBias({ name, positions }: Norm): Value {
    if (!positions) return this.#weight(`${name}.bias`)
    const first = this.#slice(this.#weight(positions.name), 0, 1, 0)
    const row = this.reshape(first, [this.#network.size])
    return this.#g.node('Add', [this.#weight(`${name}.bias`), row])
  }

  /** Tokens scaled and shifted by the modulation [batch, steps, 2H] of their steps. */
  #modulate(tokens: Value, modulation: Value, newest: boolean): Value {
    const { size: H, embedding } = this.#network
    const g = this.#g
    const ofSteps = newest ? this.#slice(modulation, -1, END, 1) : modulation
    const halves = g.split('Split', [ofSteps, g.integers([H, H])], { axis: 2 }, 2)
    const [scale, shift] = newest
      ? halves
      : halves.map((half) => g.node('Unsqueeze', [half, g.integers([2])]))
    const x = newest ? tokens : this.reshape(tokens, [0, -1, embedding.parts.length, H])
    const y = g.node('Add', [g.node('Mul', [x, this.#onePlus(scale)]), shift])
    return newest ? y : this.reshape(y, [0, -1, H])
  }

  linear({ value, newest }: Tokens, linear: Linear): Tokens {
    return { value: this.#linear(value, linear), newest }
  }

  addLinear(onto: Tokens, x: Tokens, linear: Linear): Tokens {
    return {
      value: this.#g.node('Add', [onto.value, this.#linear(x.value, linear)]),
      newest: onto.newest,
    }
  }

  activate({ value, newest }: Tokens, kind: Activation): Tokens {
    return { value: this.#activate(value, kind), newest }
  }

  #activate(x: Value, kind: Activation): Value {
    const g = this.#g
    switch (kind) {
      case 'relu':
        return g.node('Relu', [x])
      case 'tanh':
        return g.node('Tanh', [x])
      case 'silu':
        return g.node('Mul', [x, g.node('Sigmoid', [x])])
      case 'gelu':
        return g.node('Mul', [
          this.#times(x, 0.5),
          this.#onePlus(g.node('Erf', [this.#times(x, Math.SQRT1_2)])),
        ])
      case 'gelu_new': {
        const cube = g.node('Mul', [g.node('Mul', [x, x]), x])
        const inner = this.#times(g.node('Add', [x, this.#times(cube, 0.044715)]), Math.sqrt(2 / Math.PI))
        return g.node('Mul', [this.#times(x, 0.5), this.#onePlus(g.node('Tanh', [inner]))])
      }
    }
  }

  attention({ value: x }: Tokens, { packed, heads, scale }: Attention, asked: boolean): Tokens {
    const g = this.#g
    const { size: H } = this.#network
    const rows = this.#linear(x, packed)
    const [query, key, value] = g.split('Split', [rows, g.integers([H, H, H])], { axis: 2 }, 3)
    const perHead = (part: Value, perm: readonly number[]) =>
      g.node('Transpose', [this.reshape(part, [0, 0, heads, H / heads])], { perm })
    const asking = asked ? this.#newest(query, 1) : query
    const product = g.node('MatMul', [perHead(asking, [0, 2, 1, 3]), perHead(key, [0, 2, 3, 1])])
    const scaled = this.#times(product, scale)
    const scores = g.node('Add', [scaled, asked ? this.#newest(this.#mask, 2) : this.#mask])
    const mixed = g.node('MatMul', [g.node('Softmax', [scores], { axis: -1 }), perHead(value, [0, 2, 1, 3])])
    const attended = this.reshape(g.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), [0, 0, H])
    return { value: attended, newest: asked }
  }

  asked({ value }: Tokens): Tokens {
    return { value: this.#newest(value, 1), newest: true }
  }

  /** The newest token of the part that acts, along an axis of tokens. */
  #newest(x: Value, axis: number): Value {
    const fromEnd = this.#network.acting.part - this.#network.embedding.parts.length
    return this.#slice(x, fromEnd, fromEnd + 1, axis)
  }
}
