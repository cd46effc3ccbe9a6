import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type AttentionShape, queryCount, rowLength } from '../arithmetic/attention.js'
import { DROPOUT, dropoutUniforms } from './programs.js'
import type { Dispatch } from './runner.js'

const shapeUniforms = (shape: AttentionShape) => ({
  tokens: shape.tokens,
  row: rowLength(shape.tokens),
  queries: queryCount(shape),
  heads: shape.heads,
  size: shape.size,
  width: shape.size / shape.heads,
  first: shape.first,
  every: shape.every,
})

/** Splits an index into [row of the batch, head, query, key]. */
const SCORE_INDEX = `
  let j = index % u.row;
  let i = (index / u.row) % u.queries;
  let head = (index / (u.row * u.queries)) % u.heads;
  let row = index / (u.row * u.queries * u.heads);
  let query = u.first + i * u.every;`

/** scores[row, head, i, j] = q_i · k_j where j can be seen; a thread a score. */
export const scores = (shape: AttentionShape, packed: TensorInfo, out: TensorInfo): Dispatch => ({
  name: 'attention scores',
  outputs: { out },
  inputs: { packed },
  uniforms: shapeUniforms(shape),
  threads: out.shape.reduce((product, size) => product * size, 1),
  body: `${SCORE_INDEX}
  if (j > query) { return; }
  let q = (row * u.tokens + query) * 3u * u.size + head * u.width;
  let k = (row * u.tokens + j) * 3u * u.size + u.size + head * u.width;
  var sum = 0.0;
  for (var c = 0u; c < u.width; c++) { sum += packed[q + c] * packed[k + c]; }
  out[index] = sum;`,
})

/** Softmax of every row of scores, in place; a thread a row. */
export const softmax = (shape: AttentionShape, p: TensorInfo, mask: TensorInfo | undefined): Dispatch => {
  const visible = mask ? '(mask[row * steps + j / perStep] != 0.0)' : 'true'
  return {
    name: `attention softmax ${mask !== undefined}`,
    outputs: { p },
    inputs: mask ? { mask } : {},
    uniforms: { ...shapeUniforms(shape), scale: { f32: shape.scale }, steps: mask ? mask.shape[1] : 1 },
    threads: shape.batch * shape.heads * queryCount(shape),
    body: `
  let i = index % u.queries;
  let row = index / (u.queries * u.heads);
  let steps = u.steps;
  let perStep = u.tokens / steps;
  let end = u.first + i * u.every + 1u;
  let at = index * u.row;
  var highest = -3.4e38;
  for (var j = 0u; j < end; j++) { if (${visible}) { highest = max(highest, p[at + j]); } }
  var total = 0.0;
  for (var j = 0u; j < u.row; j++) {
    var e = 0.0;
    if (j < end && ${visible}) { e = exp((p[at + j] - highest) * u.scale); }
    p[at + j] = e;
    total += e;
  }
  let share = select(0.0, 1.0 / total, total > 0.0);
  for (var j = 0u; j < end; j++) { p[at + j] *= share; }`,
  }
}

/** out = dropout(p) · v; a thread a value. */
export const mix = (
  shape: AttentionShape,
  packed: TensorInfo,
  p: TensorInfo,
  out: TensorInfo,
  rate: number,
  seed: number,
): Dispatch => ({
  name: `attention mix ${rate > 0}`,
  outputs: { out },
  inputs: { packed, p },
  uniforms: { ...shapeUniforms(shape), ...dropoutUniforms(rate, seed) },
  functions: DROPOUT,
  threads: out.shape[0] * out.shape[1],
  body: `
  let c = index % u.size;
  let i = (index / u.size) % u.queries;
  let row = index / (u.size * u.queries);
  let at = ((row * u.heads + c / u.width) * u.queries + i) * u.row;
  let end = u.first + i * u.every + 1u;
  var sum = 0.0;
  for (var j = 0u; j < end; j++) {
    sum += p[at + j]${rate > 0 ? ' * kept(at + j)' : ''} * packed[(row * u.tokens + j) * 3u * u.size + 2u * u.size + c];
  }
  out[index] = sum;`,
})

/** d[row, head, i, j] = dropout(dOut_i · v_j): the gradient of the probabilities. */
export const probabilityGradient = (
  shape: AttentionShape,
  packed: TensorInfo,
  dOut: TensorInfo,
  d: TensorInfo,
  rate: number,
  seed: number,
): Dispatch => ({
  name: `attention probabilityGradient ${rate > 0}`,
  outputs: { d },
  inputs: { packed, dOut },
  uniforms: { ...shapeUniforms(shape), ...dropoutUniforms(rate, seed) },
  functions: DROPOUT,
  threads: d.shape.reduce((product, size) => product * size, 1),
  body: `${SCORE_INDEX}
  if (j > query) { d[index] = 0.0; return; }
  let o = (row * u.queries + i) * u.size + head * u.width;
  let v = (row * u.tokens + j) * 3u * u.size + 2u * u.size + head * u.width;
  var sum = 0.0;
  for (var c = 0u; c < u.width; c++) { sum += dOut[o + c] * packed[v + c]; }
  d[index] = sum${rate > 0 ? ' * kept(index)' : ''};`,
})

/** d ← scale · p ∘ (d − Σ_j p·d), in place; a thread a row. */
export const softmaxGradient = (shape: AttentionShape, p: TensorInfo, d: TensorInfo): Dispatch => ({
  name: 'attention softmaxGradient',
  outputs: { d },
  inputs: { p },
  uniforms: { row: rowLength(shape.tokens), scale: { f32: shape.scale } },
  threads: shape.batch * shape.heads * queryCount(shape),
  body: `
  let at = index * u.row;
  var sum = 0.0;
  for (var j = 0u; j < u.row; j++) { sum += p[at + j] * d[at + j]; }
  for (var j = 0u; j < u.row; j++) { d[at + j] = u.scale * p[at + j] * (d[at + j] - sum); }`,
})

/** dq = ds·k, dk = dsᵀ·q, dv = dropout(p)ᵀ·dOut, in the packed layout; a thread a value. */
export const packedGradient = (
  shape: AttentionShape,
  packed: TensorInfo,
  p: TensorInfo,
  ds: TensorInfo,
  dOut: TensorInfo,
  dPacked: TensorInfo,
  rate: number,
  seed: number,
): Dispatch => ({
  name: `attention packedGradient ${rate > 0}`,
  outputs: { dPacked },
  inputs: { packed, p, ds, dOut },
  uniforms: { ...shapeUniforms(shape), ...dropoutUniforms(rate, seed) },
  functions: DROPOUT,
  threads: dPacked.shape[0] * dPacked.shape[1],
  body: `
  let column = index % (3u * u.size);
  let token = (index / (3u * u.size)) % u.tokens;
  let row = index / (3u * u.size * u.tokens);
  let part = column / u.size;
  let c = column % u.size;
  let block = (row * u.heads + c / u.width) * u.queries * u.row;
  var sum = 0.0;
  if (part == 0u) {
    if (token >= u.first && (token - u.first) % u.every == 0u) {
      let at = block + ((token - u.first) / u.every) * u.row;
      for (var j = 0u; j <= token; j++) {
        sum += ds[at + j] * packed[(row * u.tokens + j) * 3u * u.size + u.size + c];
      }
    }
  } else {
    for (var i = 0u; i < u.queries; i++) {
      let query = u.first + i * u.every;
      if (query < token) { continue; }
      let at = block + i * u.row + token;
      if (part == 1u) { sum += ds[at] * packed[(row * u.tokens + query) * 3u * u.size + c]; }
      else { sum += p[at]${rate > 0 ? ' * kept(at)' : ''} * dOut[(row * u.queries + i) * u.size + c]; }
    }
  }
  dPacked[index] = sum;`,
})
