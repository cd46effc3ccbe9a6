import {
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  tensor as makeTensor,
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

export interface OptimizerState {
  mean: Map<string, WeightTensor>
  variance: Map<string, WeightTensor>
}

/** AdamW over the trained parameters of a model, after clipping the gradients' common norm. */
export class AdamW {
  private readonly mean = new Map<string, Tensor>()
  private readonly variance = new Map<string, Tensor>()

  constructor(
    private readonly model: DecisionTransformer,
    private readonly options: { weightDecay: number; decayAll: boolean; clipNorm: number },
    state?: OptimizerState,
  ) {
    for (const [name, { shape }] of model.parameters) {
      if (!isTrained(name)) continue
      const moment = (from?: Map<string, WeightTensor>) => {
        const saved = from?.get(name)
        return saved ? makeTensor(saved.data, shape, 'float32') : zeros(shape)
      }
      this.mean.set(name, moment(state?.mean))
      this.variance.set(name, moment(state?.variance))
    }
  }

  /**
   * Updates the model in place; `step` counts from 0.
   *
   * @param gradients by parameter name
   * @returns [norm before clipping, factor applied]; the caller disposes it
   */
  apply(gradients: ReadonlyMap<string, Tensor>, step: number, rate: number): Tensor {
    const clip = gradientNorm([...gradients.values()], this.options.clipNorm)
    for (const [name, gradient] of gradients) {
      const decayed = this.options.decayAll || !BIAS_OR_NORM.test(name)
      const attributes: AdamWStep = {
        rate,
        decay: decayed ? this.options.weightDecay : 0,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        correction1: 1 - BETA1 ** (step + 1),
        correction2: 1 - BETA2 ** (step + 1),
      }
      const inputs: NamedTensorMap = {
        parameter: this.model.parameters.get(name)!,
        mean: this.mean.get(name)!,
        variance: this.variance.get(name)!,
        gradient,
        clip,
      }
      const token = engine().runKernel(kernels.adamW, inputs, attributes as unknown as NamedAttrMap) as Tensor
      token.dispose()
    }
    return clip
  }

  async state(): Promise<OptimizerState> {
    return { mean: await readTensors(this.mean), variance: await readTensors(this.variance) }
  }

  dispose(): void {
    for (const moment of [...this.mean.values(), ...this.variance.values()]) moment.dispose()
  }
}
