import { readFileSync } from 'node:fs'
import { loadCheckpoint, type Checkpoint } from '../../src/dt/checkpoint.js'
import { readSafetensors, type TensorData } from '../../src/dt/safetensors.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'

const folder = (name: string) => new URL(`golden/${name}`, import.meta.url).pathname

/** Numbers computed by the reference implementations; see the README beside them. */
export const goldenModel = (name: string): Promise<Checkpoint> =>
  loadCheckpoint(folder(name), new NodeFiles())

/** The values of one tensor of a golden file. */
export function goldenTensors(path: string): {
  get(name: string): TensorData
  shape(name: string): readonly number[]
  has(name: string): boolean
} {
  const { tensors } = readSafetensors(readFileSync(folder(path)), path)
  return {
    get: (name) => tensors.get(name)!.data,
    shape: (name) => tensors.get(name)!.shape,
    has: (name) => tensors.has(name),
  }
}

export const goldenJson = (path: string) => JSON.parse(readFileSync(folder(path), 'utf8'))

/** Largest |a − b| over rows of `columns` values whose mask is 1. */
export function largestDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  columns = 1,
  mask?: ArrayLike<number>,
): number {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} values, expected ${expected.length}`)
  let largest = 0
  for (let i = 0; i < actual.length; i++) {
    if (mask && !mask[Math.floor(i / columns)]) continue
    const difference = Math.abs(actual[i] - expected[i])
    if (!(difference <= largest)) largest = difference
  }
  return largest
}
