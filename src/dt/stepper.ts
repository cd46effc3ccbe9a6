import { type Scalar, type Tensor, tidy, type Variable, variableGrads } from '@tensorflow/tfjs-core'
import type { BatchTensors } from './batches.js'
import { type DecisionTransformer, DropoutSeeds } from './model.js'
import * as ops from './ops.js'
import { type AdamW, isTrained } from './optimizer.js'

/** One optimisation step on a batch; loss and gradient norm stay on the backend until they are asked for. */
export class Stepper {
  private readonly trained: [string, Variable][]
  constructor(
    readonly model: DecisionTransformer,
    private readonly optimizer: AdamW,
    private readonly seed: number,
  ) {
    this.trained = [...model.parameters].filter(([name]) => isTrained(name))
  }

  /** Gradients by parameter name, and the loss. With `step`, dropout is on. */
  gradients(batch: BatchTensors, step?: number): { loss: Scalar; gradients: Map<string, Tensor> } {
    const seeds = step === undefined ? undefined : new DropoutSeeds(this.seed, step)
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
      return { loss, clip: this.optimizer.apply(gradients, step, rate) }
    })
  }
}
