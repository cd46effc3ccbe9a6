import type { Activation } from '../config.js'

/** Part of a float32 array seen as a matrix: element (i, j) is `data[offset + i·stride + j]`. */
export interface Matrix {
  data: Float32Array
  offset: number
  stride: number
  /** Stored the other way round: element (i, j) is `data[offset + j·stride + i]`. */
  transposed?: boolean
  /** Already in the order in which a right-hand side is read; made by `packMatrix`, for that side alone. */
  packed?: boolean
}

/** What every row of a product begins with: a bias (stride 0), or the target itself to add to it. */
export type Start = Matrix

/** Layer norm's numbers of one call: rows × columns, ε inside the root. */
export interface NormShape {
  rows: number
  columns: number
  epsilon: number
}

/** Inverted dropout: values stay, times 1 / (1 − rate), where hash(index, seed) ≥ rate. Rate 0 leaves all alone. */
export interface Dropout {
  rate: number
  seed: number
  /** Index of the first value. */
  base?: number
}

/** Scores of one head: a row for every query, in which the first `visible` + i·every columns can be seen. */
export interface ScoreShape {
  rows: number
  columns: number
  visible: number
  every: number
}

/**
 * The arithmetic of a transformer on float32 arrays. `loops.ts` is the plain version that reads like the formulas;
 * `simd.ts` the same in 128-bit WebAssembly, for arrays that lie in its memory. The tfjs kernels of the `cpu` and
 * `wasm` backends and the agent's inference are built on it.
 */
export interface Arithmetic {
  /** C[m × n] = start + A[m × k] · B[k × n] */
  matmul(m: number, n: number, k: number, a: Matrix, b: Matrix, c: Matrix, start?: Start): void
  /** y = gain · (x − mean) / √(variance + ε) + bias, with the biased variance of each row. */
  layerNorm(x: Float32Array, gain: Float32Array, bias: Float32Array, y: Float32Array, shape: NormShape): void
  /**
   * With x̂ = (x − mean) · r, r = 1 / √(variance + ε), h = dy · gain:
   * dx = r · (h − mean(h) − x̂ · mean(h · x̂)), dgain = Σ_rows dy · x̂, dbias = Σ_rows dy.
   */
  layerNormGradient(
    x: Float32Array,
    gain: Float32Array,
    dy: Float32Array,
    dx: Float32Array,
    dGain: Float32Array,
    dBias: Float32Array,
    shape: NormShape,
  ): void
  /** relu; gelu ½x(1 + erf(x/√2)); gelu_new ½x(1 + tanh(√(2/π)(x + 0.044715x³))); silu x·σ(x); tanh. */
  activation(kind: Activation, x: Float32Array, y: Float32Array): void
  /** dx = dy · f′(x) */
  activationGradient(kind: Activation, x: Float32Array, dy: Float32Array, dx: Float32Array): void
  /** y = residual + dropout(x); without a residual y = dropout(x). */
  dropout(x: Float32Array, residual: Float32Array | undefined, y: Float32Array, dropout: Dropout): void
  /** y[j] = Σ_i x[i, j] */
  columnSums(x: Float32Array, y: Float32Array, rows: number, columns: number): void
  /** x[i, j] += row[j] */
  addRow(x: Float32Array, row: Float32Array, rows: number, columns: number): void
  /**
   * Row by row p = softmax(scale · s) over the visible columns whose `keys` are not 0, zero elsewhere (all zero where
   * nothing is visible). Works in place.
   */
  softmax(s: Float32Array, shape: ScoreShape, scale: number, keys?: Uint8Array): void
  /** d ← scale · p ∘ (d − Σ_j p·d), row by row and in place: the gradient of `softmax`. */
  softmaxGradient(p: Float32Array, d: Float32Array, rows: number, columns: number, scale: number): void
  /** Σ x², in double precision. */
  sumOfSquares(x: Float32Array): number
}
