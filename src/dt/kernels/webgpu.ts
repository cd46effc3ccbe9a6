import { getKernel, type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { queryCount, rowLength } from '../arithmetic/attention.js'
import * as attention from '../webgpu/attentionPrograms.js'
import * as programs from '../webgpu/programs.js'
import { run } from '../webgpu/runner.js'
import * as training from '../webgpu/trainingPrograms.js'
import { attentionShape } from './heap.js'
import { type Attributes, kernels } from './names.js'

type Inputs = Record<string, TensorInfo>
type Kernel = (backend: WebGPUBackend, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[]

/** A new tensor, its values undefined. */
const allocate = (backend: WebGPUBackend, shape: number[]): TensorInfo =>
  backend.makeTensorInfo(shape, 'float32')

const table: Record<string, Kernel> = {
  [kernels.matmul](backend, { a, b, start }, { transposeA, transposeB }) {
    const c = allocate(backend, [transposeA ? a.shape[1] : a.shape[0], transposeB ? b.shape[0] : b.shape[1]])
    run(backend, programs.matmul(a, b, c, start, transposeA, transposeB))
    return c
  },

  [kernels.activation](backend, { x }, { kind }) {
    const y = allocate(backend, x.shape)
    run(backend, programs.activation(kind, x, y))
    return y
  },

  [kernels.activationGradient](backend, { x, dy }, { kind }) {
    const dx = allocate(backend, x.shape)
    run(backend, programs.activationGradient(kind, x, dy, dx))
    return dx
  },

  [kernels.columnSums](backend, { x }) {
    const sums = allocate(backend, [x.shape[1]])
    run(backend, programs.columnSums(x, sums))
    return sums
  },

  [kernels.layerNorm](backend, { x, gain, bias }, { epsilon }) {
    const y = allocate(backend, x.shape)
    run(backend, programs.layerNorm(x, gain, bias, y, epsilon))
    return y
  },

  [kernels.layerNormGradient](backend, { x, gain, dy }, { epsilon }) {
    const columns = [x.shape[1]]
    const [dx, normal] = [allocate(backend, x.shape), allocate(backend, x.shape)]
    const [dGain, dBias] = [allocate(backend, columns), allocate(backend, columns)]
    run(backend, programs.layerNormGradient(x, gain, dy, dx, normal, epsilon))
    run(backend, programs.columnSums(dy, dBias, normal, dGain))
    backend.disposeData(normal.dataId)
    return [dx, dGain, dBias]
  },

  [kernels.dropout](backend, { x, residual }, attributes) {
    const { rate, seed } = attributes
    const y = allocate(backend, x.shape)
    run(backend, programs.dropout(x, residual, y, rate, seed))
    return y
  },

  [kernels.attention](backend, inputs, attributes) {
    const { packed, mask } = inputs
    const shape = attentionShape(inputs, attributes)
    const { rate, seed } = attributes
    const queries = queryCount(shape)
    const p = allocate(backend, [shape.batch, shape.heads, queries, rowLength(shape.tokens)])
    const out = allocate(backend, [shape.batch * queries, shape.size])
    run(backend, attention.scores(shape, packed, p))
    run(backend, attention.softmax(shape, p, mask))
    run(backend, attention.mix(shape, packed, p, out, rate, seed))
    return [out, p]
  },

  [kernels.attentionGradient](backend, inputs, attributes) {
    const { packed, probabilities: p, dOut } = inputs
    const shape = attentionShape(inputs, attributes)
    const { rate, seed } = attributes
    const d = allocate(backend, p.shape)
    const dPacked = allocate(backend, packed.shape)
    run(backend, attention.probabilityGradient(shape, packed, dOut, d, rate, seed))
    run(backend, attention.softmaxGradient(shape, p, d))
    run(backend, attention.packedGradient(shape, packed, p, d, dOut, dPacked, rate, seed))
    backend.disposeData(d.dataId)
    return dPacked
  },

  [kernels.embed](backend, { returns, states, actions, table: times, timesteps }) {
    const [steps, size] = states.shape
    const tokens = allocate(backend, [3 * steps, size])
    run(backend, training.embed({ returns, states, actions, table: times, timesteps }, tokens))
    return tokens
  },

  [kernels.embedGradient](backend, { dTokens, timesteps }, { rows }) {
    const dTable = allocate(backend, [rows, dTokens.shape[1]])
    run(backend, training.embedGradient(dTokens, timesteps, dTable))
    return dTable
  },

  [kernels.maskedError](backend, { prediction, target, mask }) {
    const result = allocate(backend, [])
    run(backend, training.maskedError(prediction, target, mask, result))
    return result
  },

  [kernels.maskedErrorGradient](backend, { prediction, target, mask, dy }) {
    const result = allocate(backend, prediction.shape)
    run(backend, training.maskedErrorGradient(prediction, target, mask, dy, result))
    return result
  },

  [kernels.gradientNorm](backend, inputs, { limit }) {
    const gradients = Object.values(inputs)
    const parts = allocate(backend, [gradients.length])
    for (let i = 0; i < gradients.length; i += training.SQUARES_AT_ONCE) {
      run(backend, training.sumsOfSquares(gradients.slice(i, i + training.SQUARES_AT_ONCE), parts, i))
    }
    const result = allocate(backend, [2])
    run(backend, training.clipFactor(parts, result, limit))
    backend.disposeData(parts.dataId)
    return result
  },

  [kernels.adamW](backend, inputs, attributes) {
    const { decays, ...step } = attributes
    const updates = decays.map((decay, i) => ({
      parameter: inputs[`p${i}`],
      moments: inputs[`m${i}`],
      gradient: inputs[`g${i}`],
      decay,
    }))
    for (let i = 0; i < updates.length; i += training.UPDATES_AT_ONCE) {
      run(backend, training.adamW(updates.slice(i, i + training.UPDATES_AT_ONCE), inputs.clip, step))
    }
    return backend.makeTensorInfo([], 'float32', new Float32Array(1))
  },
}

/** Registers every kernel for tfjs's WebGPU backend, once. */
export function registerWebGpuKernels(): void {
  if (getKernel(kernels.matmul, 'webgpu')) return
  for (const [kernelName, kernel] of Object.entries(table)) {
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) =>
      kernel(backend as WebGPUBackend, inputs as Inputs, attrs as unknown as Attributes)
    registerKernel({ kernelName, backendName: 'webgpu', kernelFunc })
  }
}
