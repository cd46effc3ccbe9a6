import type { TaskPool, TaskServer } from '../platform/index.js'
import { prepareBackend } from './backend.js'
import type { Batch, WindowShape } from './batches.js'
import type { ModelConfig } from './config.js'
import { initialWeights } from './initialise.js'
import { DecisionTransformer } from './model.js'
import { type GradientPart, Stepper } from './stepper.js'

/** A share of a batch, and the weights to take its gradient at. */
export interface GradientTask {
  config: ModelConfig
  seed: number
  backend: 'wasm' | 'cpu'
  step: number
  part: number
  weights: Float32Array
  batch: Batch
  shape: WindowShape
}

/**
 * Workers that each take the gradient of a share of every batch. Their entry is `serveTasks(gradientServer)`; where
 * the workers come from is the caller's business.
 */
export type GradientPool = TaskPool<GradientTask, GradientPart, never>

/** What such a worker does. It keeps its model between tasks; only the weights are new. */
export const gradientServer: TaskServer<null, GradientTask, GradientPart, never> = () => {
  let stepper: Stepper | undefined
  let key = ''
  return async ({ config, seed, backend, step, part, weights, batch, shape }) => {
    const wanted = JSON.stringify([config, seed, backend])
    if (!stepper || key !== wanted) {
      await prepareBackend(backend)
      stepper?.model.dispose()
      stepper = new Stepper(new DecisionTransformer(config, initialWeights(config, 0)), undefined, seed)
      key = wanted
    }
    stepper.setWeights(weights)
    return stepper.part(batch, shape, step, part)
  }
}

/** Cuts a batch into shares of whole windows, as even as they come. */
export function shareBatch(
  batch: Batch,
  shares: number,
  { contextLength, stateSize, actionSize }: WindowShape,
): Batch[] {
  return Array.from({ length: shares }, (_, share) => {
    const from = Math.floor((share * batch.size) / shares)
    const to = Math.floor(((share + 1) * batch.size) / shares)
    const rows = <A extends Float32Array | Int32Array>(all: A, columns: number) =>
      all.subarray(from * contextLength * columns, to * contextLength * columns) as A
    return {
      size: to - from,
      states: rows(batch.states, stateSize),
      actions: rows(batch.actions, actionSize),
      targets: rows(batch.targets, actionSize),
      returnsToGo: rows(batch.returnsToGo, 1),
      timesteps: rows(batch.timesteps, 1),
      mask: rows(batch.mask, 1),
    }
  }).filter(({ size }) => size > 0)
}
