import {
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core'
import type { AdamWStep } from './arithmetic/training.js'
import type { WeightTensor } from './checkpoint.js'
import { kernels } from './kernels/names.js'
import { type DecisionTransformer, readTensors } from './model.js'
import { gradientNorm } from './ops.js'

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/** Parameters that the action loss does not reach: they get no gradient and are left alone, decay included. */
const UNTRAINED = /^(encoder\.wte|predict_state|predict_return)\./
const BIAS_OR_NORM = /\.bias$|\.ln_\w+\.weight$|^embed_ln\.weight$/

export const isTrained = (name: string): boolean => !UNTRAINED.test(name)

/** By parameter name: the running mean of the gradient, then of its square; twice the parameter's size. */
export type OptimizerState = Map<string, WeightTensor>

/** AdamW over the trained parameters of a model, after clipping the gradients' common norm. */
export class AdamW {
  readonly #moments = new Map<string, Tensor>()
  readonly #model: DecisionTransformer
  readonly #options: { weightDecay: number; decayAll: boolean; clipNorm: number }

  constructor(
    model: DecisionTransformer,
    options: { weightDecay: number; decayAll: boolean; clipNorm: number },
    state?: OptimizerState,
  ) {
    this.#model = model
    this.#options = options
    for (const [name, { size }] of model.parameters) {
      if (!isTrained(name)) continue
      const saved = state?.get(name)
      this.#moments.set(name, saved ? tensor(saved.data, [2, size], 'float32') : zeros([2, size]))
    }
  }

  /**
   * Updates the model in place; `step` counts from 0.
   *
   * @param gradients by parameter name
   * @returns [norm before clipping, factor applied]; the caller disposes it
   */
  apply(gradients: ReadonlyMap<string, Tensor>, step: number, rate: number): Tensor {
    const clip = gradientNorm([...gradients.values()], this.#options.clipNorm)
    const inputs: NamedTensorMap = { clip }
    const decays: number[] = []
    for (const [name, gradient] of gradients) {
      const i = decays.length
      inputs[`p${i}`] = this.#model.parameters.get(name)!
      inputs[`m${i}`] = this.#moments.get(name)!
      inputs[`g${i}`] = gradient
      const decayed = this.#options.decayAll || !BIAS_OR_NORM.test(name)
      decays.push(decayed ? this.#options.weightDecay : 0)
    }
    const attributes: AdamWStep = {
      rate,
      beta1: BETA1,
      beta2: BETA2,
      epsilon: EPSILON,
      correction1: 1 - BETA1 ** (step + 1),
      correction2: 1 - BETA2 ** (step + 1),
    }
    const done = engine().runKernel(kernels.adamW, inputs, {
      ...attributes,
      decays,
    } as NamedAttrMap) as Tensor
    done.dispose()
    return clip
  }

  state(): Promise<OptimizerState> {
    return readTensors(this.#moments)
  }

  dispose(): void {
    for (const moment of this.#moments.values()) moment.dispose()
  }
}
