import {
  keep,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import { siteSeed } from './arithmetic/dropoutHash.js'
import type { WeightTensor } from './checkpoint.js'
import { isAdaptive, type ModelConfig, tensorShapes } from './config.js'
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

export interface ForwardOptions {
  hiddenStates?: boolean
  attentions?: boolean
}

/** Outputs at padded steps mean nothing, but are finite. */
export interface ModelOutputs {
  /** [B·K, A], from the state tokens */
  actionPreds: Tensor2D
  /** [B·K, S], from the action tokens */
  statePreds: Tensor2D
  /** [B·K, 1], from the action tokens */
  returnPreds: Tensor2D
  /** [B·3K, H] */
  lastHiddenState: Tensor2D
  /** Tokens as they enter the first block, then after every block, the last after the final norm. */
  hiddenStates?: Tensor2D[]
  /** Per block [B, heads, 3K, 3K]. */
  attentions?: Tensor[]
}

/** Epsilon of `embed_ln`, whatever the configuration says for the others. */
const EMBED_EPSILON = 1e-5

/** The values of tensors that may lie on a graphics card. */
export async function readTensors(tensors: ReadonlyMap<string, Tensor>): Promise<Map<string, WeightTensor>> {
  const values = new Map<string, WeightTensor>()
  for (const [name, each] of tensors) {
    values.set(name, { shape: each.shape, data: (await each.data()) as Float32Array })
  }
  return values
}

/** More than the places of dropout in any model. */
const SITES = 4096

/** Draws fresh dropout seeds, one a place; without it nothing is dropped. */
export class DropoutSeeds {
  private site = 0
  constructor(
    private readonly seed: number,
    private readonly step: number,
    private readonly part = 0,
  ) {}
  next(): number {
    return siteSeed(this.seed, this.step, this.site++ + SITES * this.part)
  }
}

/**
 * The Decision Transformer (Chen et al. 2021) as Hugging Face's `DecisionTransformerModel` computes it: GPT-2 blocks
 * over the tokens return₁, state₁, action₁, return₂, … Weights keep Hugging Face's names and layouts. In an adaptive
 * model the return of a step also scales and shifts the norms of its tokens: AdaLN of Peebles & Xie 2022, begun at
 * zero.
 */
export class DecisionTransformer {
  readonly parameters = new Map<string, Variable>()

  /** Puts the weights on the active tfjs backend; `dispose` frees them. */
  constructor(
    readonly config: ModelConfig,
    weights: ReadonlyMap<string, WeightTensor>,
  ) {
    for (const [name, shape] of tensorShapes(config)) {
      const { data } = weights.get(name)!
      const value = tensor(data, shape as number[], 'float32')
      this.parameters.set(name, variable(value, true))
      value.dispose()
    }
  }

  private weight(name: string): Variable {
    return this.parameters.get(name)!
  }

  /** The norm of a block's tokens; `condition` is what `condition()` makes of the returns. */
  private layerNorm(x: Tensor, name: string, condition: Tensor | undefined): Tensor2D {
    const epsilon = this.config.layer_norm_epsilon
    const normal = ops.layerNorm(x, this.weight(`${name}.weight`), this.weight(`${name}.bias`), epsilon)
    return condition ? ops.modulate(normal, this.linear(condition, `${name}.condition`)) : normal
  }

  private linear(x: Tensor, name: string): Tensor2D {
    return ops.linear(x, this.weight(`${name}.weight`), this.weight(`${name}.bias`))
  }

  /** Features of every step's return [B·K, H], by which an adaptive model scales and shifts its norms. */
  private condition({ returnsToGo }: ModelInputs): Tensor | undefined {
    if (!isAdaptive(this.config)) return undefined
    const [weight, bias] = [this.weight('embed_condition.weight'), this.weight('embed_condition.bias')]
    return ops.activate('tanh', ops.embedLinear(returnsToGo, weight, bias))
  }

  private dropout(x: Tensor, residual: Tensor | undefined, rate: number, seeds?: DropoutSeeds): Tensor2D {
    const dropout = { rate: seeds ? rate : 0, seed: seeds?.next() ?? 0 }
    return residual || dropout.rate > 0 ? ops.addDropout(x, residual, dropout) : (x as Tensor2D)
  }

  /** Embeds and interleaves: tokens [B·3K, H] as they enter the first block. */
  private embed(inputs: ModelInputs, seeds?: DropoutSeeds): Tensor2D {
    const embedding = (name: string, x: Tensor) =>
      ops.embedLinear(x, this.weight(`embed_${name}.weight`), this.weight(`embed_${name}.bias`))
    const tokens = ops.embedTokens(
      embedding('return', inputs.returnsToGo),
      embedding('state', inputs.states),
      embedding('action', inputs.actions),
      this.weight('embed_timestep.weight'),
      inputs.timesteps,
    )
    // Every token has position 0: the one row of wpe is a second bias of the norm.
    const bias = ops.addFirstRow(this.weight('embed_ln.bias'), this.weight('encoder.wpe.weight'))
    const normal = ops.layerNorm(tokens, this.weight('embed_ln.weight'), bias, EMBED_EPSILON)
    return this.dropout(normal, undefined, this.config.embd_pdrop, seeds)
  }

  /**
   * One block: x += drop(proj(attention(ln_1 x))); x += drop(proj(act(fc(ln_2 x)))). With `statesOnly` just the state
   * tokens ask and go on: [B·K, H].
   */
  private block(
    layer: number,
    x: Tensor2D,
    inputs: ModelInputs,
    condition: Tensor | undefined,
    statesOnly: boolean,
    seeds?: DropoutSeeds,
    onProbabilities?: (probabilities: Tensor) => void,
  ): Tensor2D {
    const { config } = this
    const name = `encoder.h.${layer}`
    const headSize = config.hidden_size / config.n_head
    const attended = ops.attention(
      this.linear(this.layerNorm(x, `${name}.ln_1`, condition), `${name}.attn.c_attn`),
      inputs.mask,
      {
        batch: inputs.batch,
        heads: config.n_head,
        first: statesOnly ? 1 : 0,
        every: statesOnly ? 3 : 1,
        scale:
          (config.scale_attn_weights ? 1 / Math.sqrt(headSize) : 1) /
          (config.scale_attn_by_inverse_layer_idx ? layer + 1 : 1),
        rate: seeds ? config.attn_pdrop : 0,
        seed: seeds?.next() ?? 0,
      },
      onProbabilities,
    )
    const asking = statesOnly ? ops.tokensOfPart(x, 1) : x
    const projected = this.linear(attended, `${name}.attn.c_proj`)
    const middle = this.dropout(projected, asking, config.resid_pdrop, seeds)
    const wide = this.linear(this.layerNorm(middle, `${name}.ln_2`, condition), `${name}.mlp.c_fc`)
    const narrow = this.linear(ops.activate(config.activation_function, wide), `${name}.mlp.c_proj`)
    return this.dropout(narrow, middle, config.resid_pdrop, seeds)
  }

  private actionHead(states: Tensor): Tensor2D {
    const raw = this.head('predict_action.0', states)
    return this.config.action_tanh ? ops.activate('tanh', raw) : raw
  }

  private head(name: string, x: Tensor): Tensor2D {
    return ops.linear(x, this.weight(`${name}.weight`), this.weight(`${name}.bias`), true)
  }

  /** Everything the model says about a batch, without dropout. */
  forward(inputs: ModelInputs, options: ForwardOptions = {}): ModelOutputs {
    return tidy(() => {
      let x = this.embed(inputs)
      const condition = this.condition(inputs)
      const hiddenStates: Tensor2D[] = [x]
      const attentions: Tensor[] = []
      const onProbabilities = options.attentions
        ? (probabilities: Tensor) => attentions.push(keep(probabilities.clone()))
        : undefined
      for (let layer = 0; layer < this.config.n_layer; layer++) {
        x = this.block(layer, x, inputs, condition, false, undefined, onProbabilities)
        hiddenStates.push(x)
      }
      const last = this.layerNorm(x, 'encoder.ln_f', condition)
      hiddenStates[hiddenStates.length - 1] = last
      const actionTokens = ops.tokensOfPart(last, 2)
      return {
        actionPreds: this.actionHead(ops.tokensOfPart(last, 1)),
        statePreds: this.head('predict_state', actionTokens),
        returnPreds: this.head('predict_return', actionTokens),
        lastHiddenState: last,
        ...(options.hiddenStates ? { hiddenStates } : {}),
        ...(options.attentions ? { attentions } : {}),
      } as never
    }) as unknown as ModelOutputs
  }

  /** Predicted actions [B·K, A] alone, with dropout where `seeds` are given; the last block runs on state tokens. */
  predictActions(inputs: ModelInputs, seeds?: DropoutSeeds): Tensor2D {
    return tidy(() => {
      let x = this.embed(inputs, seeds)
      const condition = this.condition(inputs)
      const { n_layer: layers } = this.config
      for (let layer = 0; layer < layers; layer++) {
        x = this.block(layer, x, inputs, condition, layer === layers - 1, seeds)
      }
      return this.actionHead(this.layerNorm(x, 'encoder.ln_f', condition))
    })
  }

  /** The weights as they are now. */
  weights(): Promise<Map<string, WeightTensor>> {
    return readTensors(this.parameters)
  }

  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose()
    this.parameters.clear()
  }
}
