import type { Arithmetic, Dropout, Matrix } from './arithmetic.js'

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

/**
 * Length of a row of probabilities: the tokens, filled up to whole vectors of four. What is beyond the tokens is 0.
 */
export const rowLength = (tokens: number): number => Math.ceil(tokens / 4) * 4

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
 * @param probabilities [batch, heads, queries, rowLength(tokens)] before dropout, kept for the gradient
 * @param dropped workspace of one head: queries × rowLength(tokens)
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
  const stride = rowLength(tokens)
  const count = queries * stride
  const scores = { rows: queries, columns: stride, visible: first + 1, every }
  for (let row = 0; row < batch; row++) {
    const all = mask?.subarray(row * tokens, (row + 1) * tokens)
    const keys = all?.includes(0) ? all : undefined
    for (let head = 0; head < heads; head++) {
      const { query, key, value } = views(shape, packed, row, head)
      const offset = (row * heads + head) * count
      const p = probabilities.subarray(offset, offset + count)
      const scoreMatrix: Matrix = { data: p, offset: 0, stride }
      arithmetic.matmul(queries, tokens, width, query, transposed(key), scoreMatrix)
      arithmetic.softmax(p, scores, scale, keys)
      let weights = scoreMatrix
      if (dropout.rate > 0) {
        arithmetic.dropout(p, undefined, dropped, { ...dropout, base: offset })
        weights = { data: dropped, offset: 0, stride }
      }
      const target = { data: out, offset: row * queries * size + head * width, stride: size }
      arithmetic.matmul(queries, width, tokens, weights, value, target)
    }
  }
}

/**
 * Gradient of `attention`: with p̃ = dropout(p), dp̃ = dout·vᵀ and ds = scale · p ∘ (dropout(dp̃) − Σ_j p·dropout(dp̃)),
 * dv = p̃ᵀ·dout, dq = ds·k, dk = dsᵀ·q. Tokens that did not ask have dq = 0.
 *
 * @param dPacked [batch · tokens, 3H], written whole
 * @param work two heads' probabilities: 2 × queries × rowLength(tokens)
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
  const stride = rowLength(tokens)
  const count = queries * stride
  const dropped = work.subarray(0, count)
  const dScores = work.subarray(count, 2 * count)
  // Beyond the tokens a row is never written, and 0 · NaN would be NaN.
  work.fill(0)
  if (every > 1 || shape.first > 0) dPacked.fill(0)
  for (let row = 0; row < batch; row++) {
    for (let head = 0; head < heads; head++) {
      const { query, key, value } = views(shape, packed, row, head)
      const d = views(shape, dPacked, row, head)
      const offset = (row * heads + head) * count
      const p = probabilities.subarray(offset, offset + count)
      const here = { ...dropout, base: offset }
      const dTarget: Matrix = { data: dOut, offset: row * queries * size + head * width, stride: size }

      if (dropout.rate > 0) arithmetic.dropout(p, undefined, dropped, here)
      const weights: Matrix = { data: dropout.rate > 0 ? dropped : p, offset: 0, stride }
      arithmetic.matmul(tokens, width, queries, transposed(weights), dTarget, d.value)
      const scores: Matrix = { data: dScores, offset: 0, stride }
      arithmetic.matmul(queries, tokens, width, dTarget, transposed(value), scores)
      if (dropout.rate > 0) arithmetic.dropout(dScores, undefined, dScores, here)
      arithmetic.softmaxGradient(p, dScores, queries, stride, scale)
      arithmetic.matmul(queries, width, tokens, scores, key, d.query)
      arithmetic.matmul(tokens, width, queries, transposed(scores), query, d.key)
    }
  }
}
