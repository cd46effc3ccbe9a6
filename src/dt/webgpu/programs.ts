import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../config.js'
import { type Dispatch, GROUP } from './runner.js'

/** lowbias32 of `dropoutHash.ts`, and the factor by which dropout multiplies the value at an index. */
export const DROPOUT = `
fn hash(value: u32) -> u32 {
  var x = value;
  x ^= x >> 16u; x *= 0x7feb352du; x ^= x >> 15u; x *= 0x846ca68bu; x ^= x >> 16u;
  return x;
}
fn kept(i: u32) -> f32 { return select(0.0, u.keep, (hash(i ^ u.seed) >> 8u) >= u.threshold); }
`
export const dropoutUniforms = (rate: number, seed: number) => ({
  seed,
  threshold: Math.round(rate * 0x1000000),
  keep: { f32: 1 / (1 - rate) },
})

/** Sum of a value over the threads of the workgroup, given to all of them. */
export const SUM_OF_GROUP = `
var<workgroup> partial: array<f32, ${GROUP}>;
fn sumOfGroup(value: f32, thread: u32) -> f32 {
  partial[thread] = value;
  workgroupBarrier();
  for (var s = ${GROUP / 2}u; s > 0u; s >>= 1u) {
    if (thread < s) { partial[thread] += partial[thread + s]; }
    workgroupBarrier();
  }
  let sum = partial[0];
  workgroupBarrier();
  return sum;
}
`

const rowsAndColumns = ({ shape: [rows, columns] }: TensorInfo) => ({ rows, columns })

const four = (write: (i: number) => string) => [0, 1, 2, 3].map(write)

/** Element (row, column) of a matrix stored with rows of `stride[0]`, or transposed with rows of `stride[1]`. */
const element = (
  matrix: string,
  transposed: boolean,
  row: string,
  column: string,
  stride: readonly [string, string],
): string =>
  transposed ? `${matrix}[${column} * ${stride[1]} + ${row}]` : `${matrix}[${row} * ${stride[0]} + ${column}]`

/**
 * c = start + a · b. A thread sums a 4 × 4 tile without shared memory, so software adapters, for which barriers are
 * dear, stay usable; on a graphics card the neighbours' loads meet in the cache.
 */
export function matmul(
  a: TensorInfo,
  b: TensorInfo,
  c: TensorInfo,
  start: TensorInfo | undefined,
  transposeA: boolean,
  transposeB: boolean,
): Dispatch {
  const [m, n] = c.shape
  const k = transposeA ? a.shape[0] : a.shape[1]
  return {
    name: `matmul ${transposeA} ${transposeB} ${start !== undefined}`,
    outputs: { c },
    inputs: { a, b, ...(start && { start }) },
    uniforms: { m, n, k, tilesAcross: Math.ceil(n / 4) },
    threads: Math.ceil(m / 4) * Math.ceil(n / 4),
    body: `
  let row = (index / u.tilesAcross) * 4u;
  let column = (index % u.tilesAcross) * 4u;
  // Beyond the edge the last row or column is computed again and thrown away.
  let r = min(vec4<u32>(row) + vec4<u32>(0, 1, 2, 3), vec4<u32>(u.m - 1u));
  let j = min(vec4<u32>(column) + vec4<u32>(0, 1, 2, 3), vec4<u32>(u.n - 1u));
  ${four((i) => `var sum${i} = ${start ? `vec4<f32>(${four((q) => `start[j[${q}]]`)})` : 'vec4<f32>()'};`).join('\n  ')}
  for (var p = 0u; p < u.k; p++) {
    let right = vec4<f32>(${four((q) => element('b', transposeB, 'p', `j[${q}]`, ['u.n', 'u.k']))});
    ${four((i) => `sum${i} += ${element('a', transposeA, `r[${i}]`, 'p', ['u.k', 'u.m'])} * right;`).join('\n    ')}
  }
  ${four(
    (i) => `if (row + ${i}u < u.m) {
    for (var q = 0u; q < 4u && column + q < u.n; q++) { c[(row + ${i}u) * u.n + column + q] = sum${i}[q]; }
  }`,
  ).join('\n  ')}`,
  }
}

/** erf is the fit of `loops.ts`; WGSL's tanh may overflow for large x. */
const ACTIVATION_FUNCTIONS = `
fn safeTanh(x: f32) -> f32 { return tanh(clamp(x, -15.0, 15.0)); }
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
fn erf(x: f32) -> f32 {
  let z = abs(x);
  let t = 1.0 / (1.0 + 0.5 * z);
  var s = 0.17087277;
  s = -0.82215223 + t * s; s = 1.48851587 + t * s; s = -1.13520398 + t * s; s = 0.27886807 + t * s;
  s = -0.18628806 + t * s; s = 0.09678418 + t * s; s = 0.37409196 + t * s; s = 1.00002368 + t * s;
  s = -1.26551223 + t * s;
  let tail = t * exp(s - z * z);
  return select(tail - 1.0, 1.0 - tail, x >= 0.0);
}
fn inner(x: f32) -> f32 { return 0.7978845608 * (x + 0.044715 * x * x * x); }
`
const VALUE: Record<Activation, string> = {
  relu: 'max(v, 0.0)',
  gelu: '0.5 * v * (1.0 + erf(v * 0.70710678))',
  gelu_new: '0.5 * v * (1.0 + safeTanh(inner(v)))',
  silu: 'v * sigmoid(v)',
  tanh: 'safeTanh(v)',
}
const DERIVATIVE: Record<Activation, string> = {
  relu: 'select(0.0, 1.0, v > 0.0)',
  gelu: '0.5 * (1.0 + erf(v * 0.70710678)) + v * 0.39894228 * exp(-0.5 * v * v)',
  gelu_new: '0.5 * (1.0 + th) + 0.5 * v * (1.0 - th * th) * 0.7978845608 * (1.0 + 0.134145 * v * v)',
  silu: 'sigmoid(v) * (1.0 + v * (1.0 - sigmoid(v)))',
  tanh: '1.0 - th * th',
}

const count = ({ shape }: TensorInfo) => shape.reduce((product, size) => product * size, 1)

export const activation = (kind: Activation, x: TensorInfo, y: TensorInfo): Dispatch => ({
  name: `activation ${kind}`,
  outputs: { y },
  inputs: { x },
  uniforms: {},
  functions: ACTIVATION_FUNCTIONS,
  threads: count(x),
  body: `let v = x[index]; y[index] = ${VALUE[kind]};`,
})

export const activationGradient = (
  kind: Activation,
  x: TensorInfo,
  dy: TensorInfo,
  dx: TensorInfo,
): Dispatch => ({
  name: `activationGradient ${kind}`,
  outputs: { dx },
  inputs: { x, dy },
  uniforms: {},
  functions: ACTIVATION_FUNCTIONS,
  threads: count(x),
  body: `let v = x[index];
  let th = safeTanh(${kind === 'gelu_new' ? 'inner(v)' : 'v'});
  dx[index] = dy[index] * (${DERIVATIVE[kind]});`,
})

export const dropout = (
  x: TensorInfo,
  residual: TensorInfo | undefined,
  y: TensorInfo,
  rate: number,
  seed: number,
): Dispatch => ({
  name: `dropout ${residual !== undefined} ${rate > 0}`,
  outputs: { y },
  inputs: { x, ...(residual && { residual }) },
  uniforms: dropoutUniforms(rate, seed),
  functions: DROPOUT,
  threads: count(x),
  body: `y[index] = ${residual ? 'residual[index] + ' : ''}x[index]${rate > 0 ? ' * kept(index)' : ''};`,
})

/** Mean of a row, and r = 1/√(variance + ε). */
const STATISTICS = `
  let at = group * u.columns;
  let size = f32(u.columns);
  var part = 0.0;
  for (var j = thread; j < u.columns; j += ${GROUP}u) { part += x[at + j]; }
  let mean = sumOfGroup(part, thread) / size;
  part = 0.0;
  for (var j = thread; j < u.columns; j += ${GROUP}u) { let d = x[at + j] - mean; part += d * d; }
  let r = inverseSqrt(sumOfGroup(part, thread) / size + u.epsilon);`

/** A workgroup a row. */
export const layerNorm = (
  x: TensorInfo,
  gain: TensorInfo,
  bias: TensorInfo,
  y: TensorInfo,
  epsilon: number,
): Dispatch => ({
  name: 'layerNorm',
  outputs: { y },
  inputs: { x, gain, bias },
  uniforms: { columns: x.shape[1], epsilon: { f32: epsilon } },
  functions: SUM_OF_GROUP,
  groups: x.shape[0],
  body: `${STATISTICS}
  for (var j = thread; j < u.columns; j += ${GROUP}u) { y[at + j] = (x[at + j] - mean) * r * gain[j] + bias[j]; }`,
})

/** dx, and the normalised x̂ that dGain is summed from. */
export const layerNormGradient = (
  x: TensorInfo,
  gain: TensorInfo,
  dy: TensorInfo,
  dx: TensorInfo,
  normal: TensorInfo,
  epsilon: number,
): Dispatch => ({
  name: 'layerNormGradient',
  outputs: { dx, normal },
  inputs: { x, gain, dy },
  uniforms: { columns: x.shape[1], epsilon: { f32: epsilon } },
  functions: SUM_OF_GROUP,
  groups: x.shape[0],
  body: `${STATISTICS}
  var partH = 0.0;
  var partHX = 0.0;
  for (var j = thread; j < u.columns; j += ${GROUP}u) {
    let h = dy[at + j] * gain[j];
    partH += h;
    partHX += h * (x[at + j] - mean) * r;
  }
  let meanH = sumOfGroup(partH, thread) / size;
  let meanHX = sumOfGroup(partHX, thread) / size;
  for (var j = thread; j < u.columns; j += ${GROUP}u) {
    let n = (x[at + j] - mean) * r;
    normal[at + j] = n;
    dx[at + j] = r * (dy[at + j] * gain[j] - meanH - n * meanHX);
  }`,
})

/** Columns that a workgroup sums, each by GROUP / COLUMNS threads. */
const COLUMNS = 4

/** sums[j] = Σ_i x[i, j], and with `normal` also weighted[j] = Σ_i x[i, j] · normal[i, j]. */
export function columnSums(
  x: TensorInfo,
  sums: TensorInfo,
  normal?: TensorInfo,
  weighted?: TensorInfo,
): Dispatch {
  const slices = GROUP / COLUMNS
  const both = normal !== undefined && weighted !== undefined
  return {
    name: `columnSums ${both}`,
    outputs: { sums, ...(both && { weighted }) },
    inputs: { x, ...(both && { normal }) },
    uniforms: rowsAndColumns(x),
    functions: `var<workgroup> parts: array<vec2<f32>, ${GROUP}>;`,
    groups: Math.ceil(x.shape[1] / COLUMNS),
    body: `
  let j = group * ${COLUMNS}u + thread % ${COLUMNS}u;
  var part = vec2<f32>();
  if (j < u.columns) {
    for (var i = thread / ${COLUMNS}u; i < u.rows; i += ${slices}u) {
      let value = x[i * u.columns + j];
      part += vec2<f32>(value, ${both ? 'value * normal[i * u.columns + j]' : '0.0'});
    }
  }
  parts[thread] = part;
  workgroupBarrier();
  if (thread < ${COLUMNS}u && j < u.columns) {
    var total = vec2<f32>();
    for (var i = thread; i < ${GROUP}u; i += ${COLUMNS}u) { total += parts[i]; }
    sums[j] = total.x;
    ${both ? 'weighted[j] = total.y;' : ''}
  }`,
  }
}
