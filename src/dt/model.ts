import {
  keep,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import type { WeightTensor } from './checkpoint.js'
import type { ModelConfig } from './config.js'
import { answer, answers, encode, type Interpreter } from './interpret.js'
import { type Answer, describeNetwork, type Network, tensorShapes } from './network.js'
import { tokensOfPart } from './ops.js'
import { type DropoutSeeds, type ModelInputs, TensorLayers, type TensorOptions } from './tensorLayers.js'

export interface ForwardOptions {
  hiddenStates?: boolean
  attentions?: boolean
}

/**
 * `actionPreds` [B·K, A] from the state tokens, `statePreds` [B·K, S] and `returnPreds` [B·K, 1] from the action
 * tokens, and what led to them. Outputs at padded steps mean nothing, but are finite.
 */
export type ModelOutputs = Record<`${Answer}Preds`, Tensor2D> & {
  /** [B·3K, H] */
  lastHiddenState: Tensor2D
  /** Tokens as they enter the first block, then after every block, the last after the final norm. */
  hiddenStates?: Tensor2D[]
  /** Per block [B, heads, 3K, 3K]. */
  attentions?: Tensor[]
}

/** The values of tensors that may lie on a graphics card. */
export async function readTensors(tensors: ReadonlyMap<string, Tensor>): Promise<Map<string, WeightTensor>> {
  const values = new Map<string, WeightTensor>()
  for (const [name, each] of tensors) {
    values.set(name, { shape: each.shape, data: (await each.data()) as Float32Array })
  }
  return values
}

/**
 * The Decision Transformer (Chen et al. 2021) as Hugging Face's `DecisionTransformerModel` computes it: GPT-2 blocks
 * over the tokens return₁, state₁, action₁, return₂, … Weights keep Hugging Face's names and layouts. In an adaptive
 * model the return of a step also scales and shifts the norms of its tokens: AdaLN of Peebles & Xie 2022, begun at
 * zero.
 */
export class DecisionTransformer {
  readonly parameters = new Map<string, Variable>()
  readonly #network: Network

  /** Puts the weights on the active tfjs backend; `dispose` frees them. */
  constructor(config: ModelConfig, weights: ReadonlyMap<string, WeightTensor>) {
    this.#network = describeNetwork(config)
    for (const [name, shape] of tensorShapes(config)) {
      const { data } = weights.get(name)!
      const value = tensor(data, shape as number[], 'float32')
      this.parameters.set(name, variable(value, true))
      value.dispose()
    }
  }

  #layers(inputs: ModelInputs, options: TensorOptions): Interpreter<Tensor2D> {
    return new TensorLayers(this.parameters, inputs, this.#network.acting.part, options)
  }

  /** Everything the model says about a batch, without dropout. */
  forward(inputs: ModelInputs, options: ForwardOptions = {}): ModelOutputs {
    return tidy(() => {
      const hiddenStates: Tensor2D[] = []
      const attentions: Tensor[] = []
      const onProbabilities = (probabilities: Tensor) => void attentions.push(keep(probabilities.clone()))
      const on = this.#layers(inputs, options.attentions ? { onProbabilities } : {})
      const onTokens = (tokens: Tensor2D) => void hiddenStates.push(tokens)
      const last = encode(this.#network, on, { onTokens })
      hiddenStates[hiddenStates.length - 1] = last
      const said = [...answers(this.#network, on, (part) => tokensOfPart(last, part))]
      const predictions = Object.fromEntries(said.map(([head, value]) => [`${head.answer}Preds`, value]))
      return {
        ...(predictions as Record<`${Answer}Preds`, Tensor2D>),
        lastHiddenState: last,
        ...(options.hiddenStates && { hiddenStates }),
        ...(options.attentions && { attentions }),
      }
    })
  }

  /** Predicted actions [B·K, A] alone, with dropout where `seeds` are given; the last block runs on state tokens. */
  predictActions(inputs: ModelInputs, dropout?: DropoutSeeds): Tensor2D {
    return tidy(() => {
      const on = this.#layers(inputs, { dropout })
      return answer(this.#network.acting, encode(this.#network, on, { actingOnly: true }), on)
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
