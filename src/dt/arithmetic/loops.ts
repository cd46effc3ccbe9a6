import type { Activation } from '../config.js'
import type { Arithmetic, Matrix, Start } from './arithmetic.js'
import { hash, keepThreshold } from './dropoutHash.js'

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI)
const INV_SQRT_2 = Math.SQRT1_2
const INV_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI)
/** Highest power first. */
const ERFC = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
]

/** erf by Numerical Recipes' Chebyshev fit of erfc: relative error of erfc below 1.2e-7. */
export function erf(x: number): number {
  const z = Math.abs(x)
  const t = 1 / (1 + 0.5 * z)
  let sum = 0
  for (const coefficient of ERFC) sum = coefficient + t * sum
  const tail = t * Math.exp(sum - z * z)
  return x >= 0 ? 1 - tail : tail - 1
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const geluNewInner = (x: number) => SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)

const FUNCTION: Record<Activation, (x: number) => number> = {
  relu: (x) => (x > 0 ? x : 0),
  gelu: (x) => 0.5 * x * (1 + erf(x * INV_SQRT_2)),
  gelu_new: (x) => 0.5 * x * (1 + Math.tanh(geluNewInner(x))),
  silu: (x) => x * sigmoid(x),
  tanh: Math.tanh,
}

const DERIVATIVE: Record<Activation, (x: number) => number> = {
  relu: (x) => (x > 0 ? 1 : 0),
  gelu: (x) => 0.5 * (1 + erf(x * INV_SQRT_2)) + x * INV_SQRT_2PI * Math.exp(-0.5 * x * x),
  gelu_new: (x) => {
    const t = Math.tanh(geluNewInner(x))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * 0.044715 * x * x)
  },
  silu: (x) => {
    const s = sigmoid(x)
    return s * (1 + x * (1 - s))
  },
  tanh: (x) => {
    const t = Math.tanh(x)
    return 1 - t * t
  },
}

/**
 * Sums are in double precision. Memory is read in order: with B transposed as dot products of rows, otherwise by
 * adding rows of B.
 */
function matmul(m: number, n: number, k: number, a: Matrix, b: Matrix, c: Matrix, start?: Start): void {
  const left = new Float64Array(k)
  const row = new Float64Array(n)
  const [aData, bData] = [a.data, b.data]
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++)
      left[p] = aData[a.transposed ? a.offset + p * a.stride + i : a.offset + i * a.stride + p]
    for (let j = 0; j < n; j++) row[j] = start ? start.data[start.offset + i * start.stride + j] : 0
    if (b.transposed) {
      for (let j = 0; j < n; j++) {
        const from = b.offset + j * b.stride
        let sum = 0
        for (let p = 0; p < k; p++) sum += left[p] * bData[from + p]
        row[j] += sum
      }
    } else {
      for (let p = 0; p < k; p++) {
        const x = left[p]
        if (x === 0) continue
        const from = b.offset + p * b.stride
        for (let j = 0; j < n; j++) row[j] += x * bData[from + j]
      }
    }
    const to = c.offset + i * c.stride
    for (let j = 0; j < n; j++) c.data[to + j] = row[j]
  }
}

/** Mean and 1 / √(variance + ε) of one row. */
function statistics(x: Float32Array, from: number, columns: number, epsilon: number): [number, number] {
  let mean = 0
  for (let j = from; j < from + columns; j++) mean += x[j]
  mean /= columns
  let variance = 0
  for (let j = from; j < from + columns; j++) variance += (x[j] - mean) * (x[j] - mean)
  return [mean, 1 / Math.sqrt(variance / columns + epsilon)]
}

/** The formulas of `Arithmetic` in plain loops. */
export const loops: Arithmetic = {
  matmul,

  layerNorm(x, gain, bias, y, { rows, columns, epsilon }) {
    for (let i = 0; i < rows; i++) {
      const from = i * columns
      const [mean, r] = statistics(x, from, columns, epsilon)
      for (let j = 0; j < columns; j++) y[from + j] = (x[from + j] - mean) * r * gain[j] + bias[j]
    }
  },

  layerNormGradient(x, gain, dy, dx, dGain, dBias, { rows, columns, epsilon }) {
    const gainSums = new Float64Array(columns)
    const biasSums = new Float64Array(columns)
    for (let i = 0; i < rows; i++) {
      const from = i * columns
      const [mean, r] = statistics(x, from, columns, epsilon)
      let meanH = 0
      let meanHX = 0
      for (let j = 0; j < columns; j++) {
        const d = dy[from + j]
        const normal = (x[from + j] - mean) * r
        biasSums[j] += d
        gainSums[j] += d * normal
        meanH += d * gain[j]
        meanHX += d * gain[j] * normal
      }
      meanH /= columns
      meanHX /= columns
      for (let j = 0; j < columns; j++) {
        const normal = (x[from + j] - mean) * r
        dx[from + j] = r * (dy[from + j] * gain[j] - meanH - normal * meanHX)
      }
    }
    dGain.set(gainSums)
    dBias.set(biasSums)
  },

  activation(kind, x, y) {
    if (kind === 'relu') for (let i = 0; i < x.length; i++) y[i] = x[i] > 0 ? x[i] : 0
    else {
      const f = FUNCTION[kind]
      for (let i = 0; i < x.length; i++) y[i] = f(x[i])
    }
  },

  activationGradient(kind, x, dy, dx) {
    if (kind === 'relu') for (let i = 0; i < x.length; i++) dx[i] = x[i] > 0 ? dy[i] : 0
    else {
      const f = DERIVATIVE[kind]
      for (let i = 0; i < x.length; i++) dx[i] = dy[i] * f(x[i])
    }
  },

  dropout(x, residual, y, { rate, seed, base = 0 }) {
    const threshold = keepThreshold(rate)
    const scale = Math.fround(1 / (1 - rate))
    for (let i = 0; i < x.length; i++) {
      const kept = hash((base + i) ^ seed) >>> 8 >= threshold ? Math.fround(x[i] * scale) : 0
      y[i] = residual ? residual[i] + kept : kept
    }
  },

  columnSums(x, y, rows, columns) {
    const sums = new Float64Array(columns)
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sums[j] += x[i * columns + j]
    y.set(sums)
  },

  addRow(x, row, rows, columns) {
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) x[i * columns + j] += row[j]
  },

  softmax(s, { rows, columns, visible, every }, scale, keys) {
    for (let i = 0; i < rows; i++) {
      const offset = i * columns
      const end = visible + i * every
      let highest = -Infinity
      for (let j = 0; j < end; j++) if (!keys || keys[j]) highest = Math.max(highest, s[offset + j])
      let total = 0
      for (let j = 0; j < columns; j++) {
        const e = j < end && (!keys || keys[j]) ? Math.exp((s[offset + j] - highest) * scale) : 0
        s[offset + j] = e
        total += e
      }
      const share = total > 0 ? 1 / total : 0
      for (let j = 0; j < end; j++) s[offset + j] *= share
    }
  },

  softmaxGradient(p, d, rows, columns, scale) {
    for (let from = 0; from < rows * columns; from += columns) {
      let sum = 0
      for (let j = from; j < from + columns; j++) sum += p[j] * d[j]
      for (let j = from; j < from + columns; j++) d[j] = p[j] * (d[j] - sum) * scale
    }
  },

  sumOfSquares(x) {
    let sum = 0
    for (let i = 0; i < x.length; i++) sum += x[i] * x[i]
    return sum
  },
}
