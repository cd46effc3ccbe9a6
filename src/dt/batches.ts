import { tensor, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core'
import { Random } from './random.js'
import type { ModelInputs } from './tensorLayers.js'

/** kzl's value for actions before the start of an episode; the mask hides it. */
const PADDED_ACTION = -10

/** One episode as the model is fed: all arrays flat, one row a step. */
export interface Trajectory {
  length: number
  /** T × S, normalised */
  states: Float32Array
  /** T × A: what the simulation got, which the model sees of the past */
  actions: Float32Array
  /** T × A: what the model is to answer */
  targets: Float32Array
  /** T, standardised return tokens */
  returns: Float32Array
}

export interface WindowShape {
  contextLength: number
  stateSize: number
  actionSize: number
  /** (0 − mean) / std: what kzl's padding becomes when it is normalised. */
  paddedState: Float32Array
  /** Timesteps of the episode up to this many, or positions in the window. */
  maxEpisodeLength: number
  timesteps: 'episode' | 'window'
}

/** A batch of B windows in plain arrays, B·K rows, real steps on the right. */
export interface Batch {
  size: number
  states: Float32Array
  actions: Float32Array
  targets: Float32Array
  returnsToGo: Float32Array
  timesteps: Int32Array
  mask: Float32Array
}

export function emptyBatch(size: number, { contextLength: K, stateSize, actionSize }: WindowShape): Batch {
  const rows = size * K
  return {
    size,
    states: new Float32Array(rows * stateSize),
    actions: new Float32Array(rows * actionSize),
    targets: new Float32Array(rows * actionSize),
    returnsToGo: new Float32Array(rows),
    timesteps: new Int32Array(rows),
    mask: new Float32Array(rows),
  }
}

/** Writes steps start … end − 1 of an episode (at most K) into row `row` of the batch, padded on the left. */
export function fillWindow(
  batch: Batch,
  row: number,
  trajectory: Trajectory,
  start: number,
  end: number,
  shape: WindowShape,
): void {
  const { contextLength: K, stateSize, actionSize } = shape
  const padding = K - (end - start)
  for (let k = 0; k < K; k++) {
    const at = row * K + k
    const real = k >= padding
    const t = start + k - padding
    batch.mask[at] = real ? 1 : 0
    batch.returnsToGo[at] = real ? trajectory.returns[t] : 0
    if (shape.timesteps === 'window') batch.timesteps[at] = k
    else batch.timesteps[at] = real ? Math.min(t, shape.maxEpisodeLength - 1) : 0
    const state = real ? trajectory.states.subarray(t * stateSize, (t + 1) * stateSize) : shape.paddedState
    batch.states.set(state, at * stateSize)
    if (real) {
      const from = t * actionSize
      batch.actions.set(trajectory.actions.subarray(from, from + actionSize), at * actionSize)
      batch.targets.set(trajectory.targets.subarray(from, from + actionSize), at * actionSize)
    } else {
      batch.actions.fill(PADDED_ACTION, at * actionSize, (at + 1) * actionSize)
      batch.targets.fill(0, at * actionSize, (at + 1) * actionSize)
    }
  }
}

/** Where the windows of a batch lie. */
export interface Pick {
  episode: number
  start: number
  end: number
}

/**
 * Draws the windows of one training step, a function of (seed, step) alone. An episode comes with probability
 * length / Σ lengths and a step in it uniformly: together, a step uniformly out of all.
 */
export function drawWindows(
  lengths: readonly number[],
  count: number,
  contextLength: number,
  windows: 'start' | 'end',
  seed: number,
  step: number,
): Pick[] {
  const random = new Random(seed, 2, step)
  const ends: number[] = []
  let total = 0
  for (const length of lengths) ends.push((total += length))
  return Array.from({ length: count }, () => {
    const position = random.integer(total)
    let low = 0
    let high = ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle] > position) high = middle
      else low = middle + 1
    }
    const t = position - (ends[low] - lengths[low])
    return windows === 'start'
      ? { episode: low, start: t, end: Math.min(t + contextLength, lengths[low]) }
      : { episode: low, start: Math.max(0, t + 1 - contextLength), end: t + 1 }
  })
}

export interface BatchTensors {
  inputs: ModelInputs
  /** [B·K, A] */
  targets: Tensor2D
  /** [B·K] */
  rowMask: Tensor
  dispose(): void
}

/** Puts a batch on the active backend. */
export function toTensors(batch: Batch, shape: WindowShape): BatchTensors {
  const K = shape.contextLength
  const rows = batch.size * K
  const matrix = (data: Float32Array, columns: number) => tensor(data, [rows, columns], 'float32') as Tensor2D
  const inputs: ModelInputs = {
    batch: batch.size,
    states: matrix(batch.states, shape.stateSize),
    actions: matrix(batch.actions, shape.actionSize),
    returnsToGo: matrix(batch.returnsToGo, 1),
    timesteps: tensor(batch.timesteps, [rows], 'int32'),
    mask: tensor(batch.mask, [batch.size, K], 'float32') as Tensor2D,
  }
  const targets = matrix(batch.targets, shape.actionSize)
  const rowMask = tensor(batch.mask, [rows], 'float32')
  return {
    inputs,
    targets,
    rowMask,
    dispose() {
      const { batch: _, ...tensors } = inputs
      for (const value of [...Object.values(tensors), targets, rowMask]) value?.dispose()
    },
  }
}
