import type { Arithmetic, Dropout, Matrix } from './arithmetic.js'
import { hash, keepThreshold } from './dropoutHash.js'

/** Which tokens ask: `first`, `first + every`, … of the `tokens` in a row of the batch. */
export interface AttentionShape {
  batch: number
  tokens: number
  heads: number
  /** H; a head has H / heads of it. */
  size: number
  first: number
  every: number
  scale: number
}

export const queryCount = ({ tokens, first, every }: AttentionShape): number =>
  Math.ceil((tokens - first) / every)

/** Views into packed rows [q | k | v] of 3H floats. */
function views(shape: AttentionShape, packed: Float32Array, row: number, head: number) {
  const { tokens, size, heads, first, every } = shape
  const stride = 3 * size
  const offset = row * tokens * stride + (head * size) / heads
  return {
    query: { data: packed, offset: offset + first * stride, stride: every * stride },
    key: { data: packed, offset: offset + size, stride },
    value: { data: packed, offset: offset + 2 * size, stride },
  } satisfies Record<string, Matrix>
}

const transposed = (matrix: Matrix): Matrix => ({ ...matrix, transposed: true })

/**
 * Causal self-attention of all heads: p = softmax(scale · q·kᵀ) over earlier tokens with mask 1, out = dropout(p)·v.
 *
 * @param packed [batch · tokens, 3H], q then k then v in a row, heads contiguous in each
 * @param mask [batch · tokens], 1 for a real token; none: all real
 * @param out [batch · queries, H]
 * @param probabilities [batch, heads, queries, tokens] before dropout, kept for the gradient
 * @param dropped workspace of one head: queries × tokens
 */
export function attention(
  arithmetic: Arithmetic,
  shape: AttentionShape,
  packed: Float32Array,
  mask: Uint8Array | undefined,
  out: Float32Array,
  probabilities: Float32Array,
  dropped: Float32Array,
  dropout: Dropout,
): void {
  const { batch, tokens, heads, size, first, every, scale } = shape
  const queries = queryCount(shape)
  const width = size / heads
  for (let row = 0; row < batch; row++) {
    const keys = mask?.subarray(row * tokens, (row + 1) * tokens)
    for (let head = 0; head < heads; head++) {
      const { query, key, value } = views(shape, packed, row, head)
      const offset = (row * heads + head) * queries * tokens
      const p: Matrix = { data: probabilities, offset, stride: tokens }
      arithmetic.matmul(queries, tokens, width, query, transposed(key), p)
      for (let i = 0; i < queries; i++) {
        const visible = first + i * every + 1
        arithmetic.softmaxRow(probabilities, offset + i * tokens, tokens, visible, scale, keys)
      }
      let weights = p
      if (dropout.rate > 0) {
        dropRegion(probabilities, offset, dropped, queries * tokens, dropout)
        weights = { data: dropped, offset: 0, stride: tokens }
      }
      const target = { data: out, offset: row * queries * size + head * width, stride: size }
      arithmetic.matmul(queries, width, tokens, weights, value, target)
    }
  }
}

/** Dropout of one head's probabilities; the hash counts positions in the whole tensor. */
function dropRegion(
  from: Float32Array,
  offset: number,
  to: Float32Array,
  count: number,
  { rate, seed }: Dropout,
): void {
  const threshold = keepThreshold(rate)
  const scale = Math.fround(1 / (1 - rate))
  for (let i = 0; i < count; i++) {
    const value = from[offset + i]
    to[i] = value !== 0 && hash((offset + i) ^ seed) >>> 8 >= threshold ? value * scale : 0
  }
}

/**
 * Gradient of `attention`: with p̃ = dropout(p), dp̃ = dout·vᵀ and ds = scale · p ∘ (dropout(dp̃) − Σ_j p·dropout(dp̃)),
 * dv = p̃ᵀ·dout, dq = ds·k, dk = dsᵀ·q. Tokens that did not ask have dq = 0.
 *
 * @param dPacked [batch · tokens, 3H], written whole
 * @param work two heads' probabilities: 2 × queries × tokens
 */
export function attentionGradient(
  arithmetic: Arithmetic,
  shape: AttentionShape,
  packed: Float32Array,
  probabilities: Float32Array,
  dOut: Float32Array,
  dPacked: Float32Array,
  work: Float32Array,
  dropout: Dropout,
): void {
  const { batch, tokens, heads, size, every, scale } = shape
  const queries = queryCount(shape)
  const width = size / heads
  const count = queries * tokens
  if (every > 1 || shape.first > 0) dPacked.fill(0)
  for (let row = 0; row < batch; row++) {
    for (let head = 0; head < heads; head++) {
      const { query, key, value } = views(shape, packed, row, head)
      const d = views(shape, dPacked, row, head)
      const offset = (row * heads + head) * count
      const dTarget: Matrix = { data: dOut, offset: row * queries * size + head * width, stride: size }
      const dropped: Matrix = { data: work, offset: 0, stride: tokens }
      const dScores: Matrix = { data: work, offset: count, stride: tokens }

      dropRegion(probabilities, offset, work, count, dropout)
      arithmetic.matmul(tokens, width, queries, transposed(dropped), dTarget, d.value)
      arithmetic.matmul(queries, tokens, width, dTarget, transposed(value), dScores)
      softmaxGradient(probabilities, offset, work, count, queries, tokens, scale, dropout)
      arithmetic.matmul(queries, width, tokens, dScores, key, d.query)
      arithmetic.matmul(tokens, width, queries, transposed(dScores), query, d.key)
    }
  }
}

/** Turns dp̃ in `work` (from `start`) into ds, in place. */
function softmaxGradient(
  probabilities: Float32Array,
  offset: number,
  work: Float32Array,
  start: number,
  queries: number,
  tokens: number,
  scale: number,
  { rate, seed }: Dropout,
): void {
  const threshold = keepThreshold(rate)
  const keep = Math.fround(1 / (1 - rate))
  for (let i = 0; i < queries; i++) {
    let sum = 0
    for (let j = 0; j < tokens; j++) {
      const at = offset + i * tokens + j
      const p = probabilities[at]
      if (p === 0) continue
      const d = hash(at ^ seed) >>> 8 >= threshold ? work[start + i * tokens + j] * keep : 0
      work[start + i * tokens + j] = d
      sum += p * d
    }
    for (let j = 0; j < tokens; j++) {
      const p = probabilities[offset + i * tokens + j]
      const at = start + i * tokens + j
      work[at] = p === 0 ? 0 : p * (work[at] - sum) * scale
    }
  }
}
