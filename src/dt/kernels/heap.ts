import { type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Arithmetic, Matrix } from '../arithmetic/arithmetic.js'
import {
  attention,
  attentionGradient,
  type AttentionShape,
  queryCount,
  rowLength,
} from '../arithmetic/attention.js'
import { adamW, embed, embedGradient, maskedError, maskedErrorGradient } from '../arithmetic/training.js'
import { type Attributes, kernels } from './names.js'

/** How a backend that keeps tensors in memory lets kernels at them. */
export interface Heap {
  arithmetic: Arithmetic
  /** A new tensor. It may move the memory: allocate before taking views. */
  allocate(shape: number[]): TensorInfo
  /** Returns what `allocate` gave. */
  free(tensor: TensorInfo): void
  view(tensor: TensorInfo): Float32Array
  integers(tensor: TensorInfo): Int32Array
}

type Inputs = Record<string, TensorInfo>
type Kernel = (heap: Heap, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[]

const matrix = (heap: Heap, tensor: TensorInfo, transposed = false): Matrix => ({
  data: heap.view(tensor),
  offset: 0,
  stride: tensor.shape[1],
  transposed,
})

/** The mask of steps [B, K], spread over the tokens of each step. */
function tokenMask(heap: Heap, mask: TensorInfo | undefined, tokens: number): Uint8Array | undefined {
  if (!mask) return undefined
  const [batch, steps] = mask.shape
  const values = heap.view(mask)
  const perStep = tokens / steps
  return Uint8Array.from({ length: batch * tokens }, (_, i) => (values[Math.floor(i / perStep)] ? 1 : 0))
}

export function attentionShape({ packed }: Inputs, attributes: Attributes): AttentionShape {
  const { batch, heads, first, every, scale } = attributes
  return {
    batch,
    tokens: packed.shape[0] / batch,
    heads,
    size: packed.shape[1] / 3,
    first,
    every,
    scale,
  }
}

const table: Record<string, Kernel> = {
  [kernels.matmul](heap, { a, b, start }, { transposeA, transposeB }) {
    const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape
    const n = transposeB ? b.shape[0] : b.shape[1]
    const out = heap.allocate([m, n])
    const bias = start && { data: heap.view(start), offset: 0, stride: 0 }
    heap.arithmetic.matmul(
      ...([m, n, k] as const),
      matrix(heap, a, transposeA),
      matrix(heap, b, transposeB),
      matrix(heap, out),
      bias,
    )
    return out
  },

  [kernels.activation](heap, { x }, { kind }) {
    const out = heap.allocate(x.shape)
    heap.arithmetic.activation(kind, heap.view(x), heap.view(out))
    return out
  },

  [kernels.activationGradient](heap, { x, dy }, { kind }) {
    const out = heap.allocate(x.shape)
    heap.arithmetic.activationGradient(kind, heap.view(x), heap.view(dy), heap.view(out))
    return out
  },

  [kernels.columnSums](heap, { x }) {
    const [rows, columns] = x.shape
    const out = heap.allocate([columns])
    heap.arithmetic.columnSums(heap.view(x), heap.view(out), rows, columns)
    return out
  },

  [kernels.layerNorm](heap, { x, gain, bias }, { epsilon }) {
    const [rows, columns] = x.shape
    const out = heap.allocate(x.shape)
    heap.arithmetic.layerNorm(heap.view(x), heap.view(gain), heap.view(bias), heap.view(out), {
      rows,
      columns,
      epsilon: epsilon,
    })
    return out
  },

  [kernels.layerNormGradient](heap, { x, gain, dy }, { epsilon }) {
    const [rows, columns] = x.shape
    const results = [heap.allocate(x.shape), heap.allocate([columns]), heap.allocate([columns])]
    const [dx, dGain, dBias] = results.map((result) => heap.view(result))
    heap.arithmetic.layerNormGradient(heap.view(x), heap.view(gain), heap.view(dy), dx, dGain, dBias, {
      rows,
      columns,
      epsilon: epsilon,
    })
    return results
  },

  [kernels.dropout](heap, { x, residual }, attributes) {
    const out = heap.allocate(x.shape)
    const base = residual && heap.view(residual)
    heap.arithmetic.dropout(heap.view(x), base, heap.view(out), attributes)
    return out
  },

  [kernels.attention](heap, inputs, attributes) {
    const shape = attentionShape(inputs, attributes)
    const queries = queryCount(shape)
    const out = heap.allocate([shape.batch * queries, shape.size])
    const row = rowLength(shape.tokens)
    const probabilities = heap.allocate([shape.batch, shape.heads, queries, row])
    const work = heap.allocate([queries * row])
    attention(
      heap.arithmetic,
      shape,
      heap.view(inputs.packed),
      tokenMask(heap, inputs.mask, shape.tokens),
      heap.view(out),
      heap.view(probabilities),
      heap.view(work),
      attributes,
    )
    heap.free(work)
    return [out, probabilities]
  },

  [kernels.attentionGradient](heap, inputs, attributes) {
    const shape = attentionShape(inputs, attributes)
    const out = heap.allocate(inputs.packed.shape)
    const work = heap.allocate([2 * queryCount(shape) * rowLength(shape.tokens)])
    attentionGradient(
      heap.arithmetic,
      shape,
      heap.view(inputs.packed),
      heap.view(inputs.probabilities),
      heap.view(inputs.dOut),
      heap.view(out),
      heap.view(work),
      attributes,
    )
    heap.free(work)
    return out
  },

  [kernels.embed](heap, { returns, states, actions, table: rows, timesteps }) {
    const [steps, size] = states.shape
    const out = heap.allocate([3 * steps, size])
    const parts = [returns, states, actions].map((part) => heap.view(part))
    embed(parts, heap.view(rows), heap.integers(timesteps), heap.view(out), size)
    return out
  },

  [kernels.embedGradient](heap, { dTokens, timesteps }, { rows }) {
    const size = dTokens.shape[1]
    const out = heap.allocate([rows, size])
    embedGradient(heap.view(dTokens), heap.integers(timesteps), heap.view(out), size)
    return out
  },

  [kernels.maskedError](heap, { prediction, target, mask }) {
    const out = heap.allocate([])
    heap.view(out)[0] = maskedError(heap.view(prediction), heap.view(target), heap.view(mask))
    return out
  },

  [kernels.maskedErrorGradient](heap, { prediction, target, mask, dy }) {
    const out = heap.allocate(prediction.shape)
    const scale = heap.view(dy)[0]
    maskedErrorGradient(heap.view(prediction), heap.view(target), heap.view(mask), scale, heap.view(out))
    return out
  },

  [kernels.gradientNorm](heap, inputs, { limit }) {
    const out = heap.allocate([2])
    let sum = 0
    for (const gradient of Object.values(inputs)) sum += heap.arithmetic.sumOfSquares(heap.view(gradient))
    const norm = Math.sqrt(sum)
    heap.view(out).set([norm, Math.min(1, limit / (norm + 1e-6))])
    return out
  },

  [kernels.adamW](heap, inputs, attributes) {
    const out = heap.allocate([])
    const { decays, ...step } = attributes
    const factor = heap.view(inputs.clip)[1]
    for (const [i, decay] of decays.entries()) {
      const [p, moments, g] = ['p', 'm', 'g'].map((letter) => heap.view(inputs[letter + i]))
      adamW(p, moments.subarray(0, p.length), moments.subarray(p.length), g, factor, decay, step)
    }
    return out
  },
}

/** Registers every kernel for a backend whose tensors lie in memory. */
export function registerHeapKernels(backendName: string, heapOf: (backend: unknown) => Heap): void {
  for (const [kernelName, kernel] of Object.entries(table)) {
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) =>
      kernel(heapOf(backend), inputs as Inputs, attrs as unknown as Attributes)
    registerKernel({ kernelName, backendName, kernelFunc })
  }
}
