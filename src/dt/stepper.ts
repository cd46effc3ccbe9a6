import { type Scalar, type Tensor, tensor, tidy, type Variable, variableGrads } from '@tensorflow/tfjs-core'
import { type Batch, type BatchTensors, toTensors, type WindowShape } from './batches.js'
import type { DecisionTransformer } from './model.js'
import * as ops from './ops.js'
import { type AdamW, isTrained } from './optimizer.js'
import { DropoutSeeds } from './tensorLayers.js'

/** What a share of a batch contributes to a step. */
export interface GradientPart {
  /** Mean over its real rows. */
  loss: number
  /** Real rows. */
  real: number
  /** Gradients of the trained parameters, one after the other. */
  gradient: Float32Array
}

/** Gradients of a model, and the optimisation step; results stay on the backend until they are asked for. */
export class Stepper {
  readonly trained: [string, Variable][]
  readonly #optimizer: AdamW | undefined
  readonly #seed: number

  constructor(
    readonly model: DecisionTransformer,
    optimizer: AdamW | undefined,
    seed: number,
  ) {
    this.#optimizer = optimizer
    this.#seed = seed
    this.trained = [...model.parameters].filter(([name]) => isTrained(name))
  }

  /** Gradients by parameter name, and the loss. With `step`, dropout is on, different in every `part` of a batch. */
  gradients(batch: BatchTensors, step?: number, part = 0): { loss: Scalar; gradients: Map<string, Tensor> } {
    const seeds = step === undefined ? undefined : new DropoutSeeds(this.#seed, step, part)
    const { value, grads } = variableGrads(
      () =>
        ops.maskedError(
          this.model.predictActions(batch.inputs, seeds),
          batch.targets,
          batch.rowMask,
        ) as Scalar,
      this.trained.map(([, variable]) => variable),
    )
    return {
      loss: value,
      gradients: new Map(this.trained.map(([name, variable]) => [name, grads[variable.name]])),
    }
  }

  step(batch: BatchTensors, step: number, rate: number): { loss: Tensor; clip: Tensor } {
    return tidy(() => {
      const { loss, gradients } = this.gradients(batch, step)
      return { loss, clip: this.#optimizer!.apply(gradients, step, rate) }
    })
  }

  /** The contribution of a share of a batch, off the backend. */
  async part(batch: Batch, shape: WindowShape, step: number, part: number): Promise<GradientPart> {
    const tensors = toTensors(batch, shape)
    const { loss, gradients } = this.gradients(tensors, step, part)
    const gradient = new Float32Array(this.trained.reduce((sum, [, { size }]) => sum + size, 0))
    let offset = 0
    for (const each of gradients.values()) {
      gradient.set(await each.data(), offset)
      offset += each.size
      each.dispose()
    }
    const [value] = await loss.data()
    loss.dispose()
    tensors.dispose()
    return { loss: value, real: batch.mask.reduce((sum, real) => sum + real, 0), gradient }
  }

  /** Steps by the parts' mean, every real row of the batch counting the same. */
  stepParts(parts: readonly GradientPart[], step: number, rate: number): { loss: number; clip: Tensor } {
    const all = parts.reduce((sum, { real }) => sum + real, 0)
    const mean = new Float32Array(parts[0].gradient.length)
    for (const { gradient, real } of parts) {
      const share = real / all
      for (let i = 0; i < mean.length; i++) mean[i] += share * gradient[i]
    }
    const loss = parts.reduce((sum, each) => sum + (each.loss * each.real) / all, 0)
    const clip = tidy(() => {
      const gradients = new Map<string, Tensor>()
      let offset = 0
      for (const [name, { shape, size }] of this.trained) {
        gradients.set(name, tensor(mean.subarray(offset, offset + size), shape, 'float32'))
        offset += size
      }
      return this.#optimizer!.apply(gradients, step, rate)
    })
    return { loss, clip }
  }

  /** The trained parameters, one after the other. */
  async weights(): Promise<Float32Array> {
    const weights = new Float32Array(this.trained.reduce((sum, [, { size }]) => sum + size, 0))
    let offset = 0
    for (const [, variable] of this.trained) {
      weights.set(await variable.data(), offset)
      offset += variable.size
    }
    return weights
  }

  setWeights(weights: Float32Array): void {
    let offset = 0
    for (const [, variable] of this.trained) {
      const value = tensor(weights.subarray(offset, offset + variable.size), variable.shape, 'float32')
      variable.assign(value)
      value.dispose()
      offset += variable.size
    }
  }
}
