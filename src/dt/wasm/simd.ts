import type { Arithmetic, Matrix } from '../arithmetic/arithmetic.js'
import { keepThreshold } from '../arithmetic/dropoutHash.js'
import { loops } from '../arithmetic/loops.js'
import { ModuleBuilder } from './assembler.js'
import { matmul, MATMUL_WORKSPACE, type MatmulFunctions, packMatrix } from './matmul.js'
import { defineMatmul } from './matmulCode.js'
import { defineVectors, type VectorFunctions } from './vectorCode.js'

let compiled: WebAssembly.Module | undefined

function compile(): WebAssembly.Module {
  if (!compiled) {
    const module = new ModuleBuilder()
    defineMatmul(module)
    defineVectors(module)
    compiled = new WebAssembly.Module(module.bytes())
  }
  return compiled
}

/** Most tokens whose attention is vectorised. */
const MAX_KEYS = 4096

/** Values that make whole vectors. */
const whole = (count: number): number => count - (count % 4)

export interface SimdArithmetic extends Arithmetic {
  /** Packs a right-hand side [k × n] once for many products, into `packedSize(k, n)` zeros. */
  pack(k: number, n: number, b: Matrix, to: Float32Array): Matrix
}

/**
 * `Arithmetic` in 128-bit WebAssembly for arrays that lie in `memory`. Rows that are not a whole number of vectors,
 * and what is not worth a vector, take the plain loops.
 *
 * @param allocate gives the address of so many bytes, once, while this is made
 */
export function simdArithmetic(
  memory: WebAssembly.Memory,
  allocate: (bytes: number) => number,
): SimdArithmetic {
  const f = new WebAssembly.Instance(compile(), { env: { memory } }).exports as unknown as MatmulFunctions &
    VectorFunctions
  const address = allocate(MATMUL_WORKSPACE + 4 * MAX_KEYS + 16)
  const workspace = address + 16 - (address % 16)
  const keysAddress = workspace + MATMUL_WORKSPACE
  new Float32Array(memory.buffer, workspace, MATMUL_WORKSPACE / 4).fill(0)
  return {
    ...loops,
    pack: (k, n, b, to) => packMatrix(f, k, n, b, to),
    matmul: (m, n, k, a, b, c, start) => matmul(f, workspace, m, n, k, a, b, c, start),

    layerNorm(x, gain, bias, y, shape) {
      const { rows, columns, epsilon } = shape
      if (columns % 4) return loops.layerNorm(x, gain, bias, y, shape)
      const at = [x, gain, bias, y].map(({ byteOffset }) => byteOffset) as [number, number, number, number]
      f.layerNorm(...at, rows, 4 * columns, columns, epsilon)
    },

    layerNormGradient(x, gain, dy, dx, dGain, dBias, shape) {
      const { rows, columns, epsilon } = shape
      if (columns % 4) return loops.layerNormGradient(x, gain, dy, dx, dGain, dBias, shape)
      dGain.fill(0)
      dBias.fill(0)
      f.layerNormGradient(
        x.byteOffset,
        gain.byteOffset,
        dy.byteOffset,
        dx.byteOffset,
        dGain.byteOffset,
        dBias.byteOffset,
        rows,
        4 * columns,
        columns,
        epsilon,
      )
    },

    activation(kind, x, y) {
      if (kind !== 'relu') return loops.activation(kind, x, y)
      const count = whole(x.length)
      f.relu(x.byteOffset, y.byteOffset, 4 * count)
      if (count < x.length) loops.activation(kind, x.subarray(count), y.subarray(count))
    },

    activationGradient(kind, x, dy, dx) {
      if (kind !== 'relu') return loops.activationGradient(kind, x, dy, dx)
      const count = whole(x.length)
      f.reluGradient(x.byteOffset, dy.byteOffset, dx.byteOffset, 4 * count)
      if (count < x.length) {
        loops.activationGradient(kind, x.subarray(count), dy.subarray(count), dx.subarray(count))
      }
    },

    dropout(x, residual, y, { rate, seed, base = 0 }) {
      const count = whole(x.length)
      const [from, to] = [residual ? residual.byteOffset : 0, y.byteOffset]
      f.dropout(x.byteOffset, from, to, 4 * count, base, seed, keepThreshold(rate), 1 / (1 - rate))
      if (count < x.length) {
        const rest = { rate, seed, base: base + count }
        loops.dropout(x.subarray(count), residual?.subarray(count), y.subarray(count), rest)
      }
    },

    columnSums(x, y, rows, columns) {
      if (columns % 4) return loops.columnSums(x, y, rows, columns)
      y.fill(0)
      f.columnSums(x.byteOffset, y.byteOffset, rows, 4 * columns)
    },

    addRow(x, row, rows, columns) {
      if (columns % 4) return loops.addRow(x, row, rows, columns)
      f.addRow(x.byteOffset, row.byteOffset, rows, 4 * columns)
    },

    softmax(s, shape, scale, keys) {
      const { rows, columns, visible, every } = shape
      if (columns % 4 || columns > MAX_KEYS) return loops.softmax(s, shape, scale, keys)
      const counting = new Int32Array(memory.buffer, keysAddress, columns)
      if (keys) for (let j = 0; j < columns; j++) counting[j] = keys[j] ? -1 : 0
      else counting.fill(-1)
      f.softmax(s.byteOffset, rows, 4 * columns, visible, every, keysAddress, scale)
    },

    softmaxGradient(p, d, rows, columns, scale) {
      if (columns % 4) return loops.softmaxGradient(p, d, rows, columns, scale)
      f.softmaxGradient(p.byteOffset, d.byteOffset, rows, 4 * columns, scale)
    },
  }
}
