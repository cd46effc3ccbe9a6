import { InputError } from '../platform/errors.js'
import type { Checkpoint } from './checkpoint.js'
import { type Activation, innerSize, isAdaptive } from './config.js'
import { OnnxGraph, type Value } from './onnxGraph.js'

/** Added to scores that must not count. */
const MASKED = -1e9
const EMBED_EPSILON = 1e-5

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
 *
 * @throws InputError for a model in our own layout
 */
export function exportOnnx(checkpoint: Checkpoint, { lastActionOnly = false }: OnnxOptions = {}): Uint8Array {
  if (isAdaptive(checkpoint.config))
    throw new InputError(
      'a model trained with --adaln is in a layout of its own: only plain ones become ONNX',
    )
  return new Exporter(checkpoint, lastActionOnly).bytes()
}

class Exporter {
  private readonly g = new OnnxGraph()
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly lastActionOnly: boolean,
  ) {}

  private weight(name: string): Value {
    const { shape, data } = this.checkpoint.weights.get(name)!
    return this.g.weight(name, shape, data)
  }

  /** x·W + b with W [in, out]. */
  private linear(x: Value, name: string): Value {
    const product = this.g.node('MatMul', [x, this.weight(`${name}.weight`)])
    return this.g.node('Add', [product, this.weight(`${name}.bias`)])
  }

  /** x·Wᵀ + b with W [out, in]. */
  private linearTransposed(x: Value, name: string): Value {
    const transposed = this.g.node('Transpose', [this.weight(`${name}.weight`)], { perm: [1, 0] })
    return this.g.node('Add', [this.g.node('MatMul', [x, transposed]), this.weight(`${name}.bias`)])
  }

  private layerNorm(x: Value, name: string, epsilon: number, bias = this.weight(`${name}.bias`)): Value {
    const inputs = [x, this.weight(`${name}.weight`), bias]
    return this.g.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: epsilon } })
  }

  private reshape(x: Value, shape: readonly number[]): Value {
    return this.g.node('Reshape', [x, this.g.integers(shape)])
  }

  private times(x: Value, factor: number): Value {
    return this.g.node('Mul', [x, this.g.scalar(factor)])
  }

  private activate(kind: Activation, x: Value): Value {
    const { g } = this
    const onePlus = (value: Value) => g.node('Add', [value, g.scalar(1)])
    switch (kind) {
      case 'relu':
        return g.node('Relu', [x])
      case 'tanh':
        return g.node('Tanh', [x])
      case 'silu':
        return g.node('Mul', [x, g.node('Sigmoid', [x])])
      case 'gelu':
        return g.node('Mul', [this.times(x, 0.5), onePlus(g.node('Erf', [this.times(x, Math.SQRT1_2)]))])
      case 'gelu_new': {
        const cube = g.node('Mul', [g.node('Mul', [x, x]), x])
        const inner = this.times(g.node('Add', [x, this.times(cube, 0.044715)]), Math.sqrt(2 / Math.PI))
        return g.node('Mul', [this.times(x, 0.5), onePlus(g.node('Tanh', [inner]))])
      }
    }
  }

  /** Tokens [batch, 3·steps, H] as they enter the first block. */
  private embed(): Value {
    const { g } = this
    const { state_dim: S, act_dim: A, hidden_size: H } = this.checkpoint.config
    const timesteps = g.input('timesteps', 'int64', ['batch', 'steps'])
    const time = g.node('Gather', [this.weight('embed_timestep.weight'), timesteps], { axis: 0 })
    const parts = (
      [
        ['returns_to_go', 'embed_return', 1],
        ['states', 'embed_state', S],
        ['actions', 'embed_action', A],
      ] as const
    ).map(([input, name, size]) => {
      const x = g.input(input, 'float32', ['batch', 'steps', size])
      const token = g.node('Add', [this.linearTransposed(x, name), time])
      return g.node('Unsqueeze', [token, g.integers([2])])
    })
    const tokens = this.reshape(g.node('Concat', parts, { axis: 2 }), [0, -1, H])
    // Every token has position 0.
    const position = this.reshape(
      g.node('Slice', [
        this.weight('encoder.wpe.weight'),
        ...[[0], [1], [0]].map((list) => g.integers(list)),
      ]),
      [H],
    )
    const bias = g.node('Add', [this.weight('embed_ln.bias'), position])
    return this.layerNorm(tokens, 'embed_ln', EMBED_EPSILON, bias)
  }

  /** What is added to the scores [batch, 1, tokens, tokens]: MASKED where a token is later or padding. */
  private mask(tokens: Value): Value {
    const { g } = this
    const real = g.input('attention_mask', 'float32', ['batch', 'steps'])
    const column = g.node('Unsqueeze', [real, g.integers([2])])
    const threefold = this.reshape(g.node('Concat', [column, column, column], { axis: 2 }), [0, -1])
    const padding = g.node('Sub', [g.node('Unsqueeze', [threefold, g.integers([1, 2])]), g.scalar(1)])
    const count = g.node('Gather', [g.node('Shape', [tokens]), g.integers([1])], { axis: 0 })
    const square = g.ones(g.node('Concat', [count, count], { axis: 0 }))
    const later = g.node('Trilu', [square, g.integers([1], [])], { upper: 1 })
    return g.node('Add', [this.times(padding, -MASKED), this.times(later, MASKED)])
  }

  private block(x: Value, mask: Value, layer: number, newestOnly: boolean): Value {
    const { g } = this
    const { config } = this.checkpoint
    const { hidden_size: H, n_head: heads, layer_norm_epsilon: epsilon } = config
    const name = `encoder.h.${layer}`
    const packed = this.linear(this.layerNorm(x, `${name}.ln_1`, epsilon), `${name}.attn.c_attn`)
    const [query, key, value] = g.split('Split', [packed, g.integers([H, H, H])], { axis: 2 }, 3)
    const perHead = (part: Value, perm: readonly number[]) =>
      g.node('Transpose', [this.reshape(part, [0, 0, heads, H / heads])], { perm })
    const asking = newestOnly ? this.newest(query, 1) : query
    const scale =
      (config.scale_attn_weights ? 1 / Math.sqrt(H / heads) : 1) /
      (config.scale_attn_by_inverse_layer_idx ? layer + 1 : 1)
    const product = g.node('MatMul', [perHead(asking, [0, 2, 1, 3]), perHead(key, [0, 2, 3, 1])])
    const scores = g.node('Add', [this.times(product, scale), newestOnly ? this.newest(mask, 2) : mask])
    const mixed = g.node('MatMul', [g.node('Softmax', [scores], { axis: -1 }), perHead(value, [0, 2, 1, 3])])
    const attended = this.reshape(g.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), [0, 0, H])
    const base = newestOnly ? this.newest(x, 1) : x
    const middle = g.node('Add', [base, this.linear(attended, `${name}.attn.c_proj`)])
    const wide = this.linear(this.layerNorm(middle, `${name}.ln_2`, epsilon), `${name}.mlp.c_fc`)
    const narrow = this.linear(this.activate(config.activation_function, wide), `${name}.mlp.c_proj`)
    return g.node('Add', [middle, narrow])
  }

  /** The newest state token, the last but one, along an axis of tokens. */
  private newest(x: Value, axis: number): Value {
    return this.g.node('Slice', [x, ...[[-2], [-1], [axis]].map((list) => this.g.integers(list))])
  }

  private actionHead(states: Value): Value {
    const raw = this.linearTransposed(states, 'predict_action.0')
    return this.checkpoint.config.action_tanh ? this.g.node('Tanh', [raw]) : raw
  }

  bytes(): Uint8Array {
    const { g } = this
    const { config } = this.checkpoint
    const { state_dim: S, act_dim: A, hidden_size: H, n_layer: layers, layer_norm_epsilon: epsilon } = config
    let x = this.embed()
    const mask = this.mask(x)
    for (let layer = 0; layer < layers; layer++) {
      x = this.block(x, mask, layer, this.lastActionOnly && layer === layers - 1)
    }
    const last = this.layerNorm(x, 'encoder.ln_f', epsilon)
    if (this.lastActionOnly) g.output('action', this.reshape(this.actionHead(last), [0, A]), ['batch', A])
    else {
      const steps = this.reshape(last, [0, -1, 3, H])
      const part = (index: number) => g.node('Gather', [steps, g.integers([index], [])], { axis: 2 })
      const afterAction = part(2)
      g.output('action_preds', this.actionHead(part(1)), ['batch', 'steps', A])
      g.output('state_preds', this.linearTransposed(afterAction, 'predict_state'), ['batch', 'steps', S])
      g.output('return_preds', this.linearTransposed(afterAction, 'predict_return'), ['batch', 'steps', 1])
    }
    const size = `${layers} × ${H} × ${innerSize(config)}`
    return g.bytes('decision_transformer', `Decision Transformer, ${size}, ${S} observations, ${A} actions`)
  }
}
