import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { AdamWStep } from '../arithmetic/training.js'
import { SUM_OF_GROUP } from './programs.js'
import { type Dispatch, GROUP } from './runner.js'

/** tokens[3i + part] = part_i + table[timesteps[i]]; a thread a value. */
export const embed = (
  parts: Record<'returns' | 'states' | 'actions' | 'table' | 'timesteps', TensorInfo>,
  tokens: TensorInfo,
): Dispatch => ({
  name: 'embed',
  outputs: { tokens },
  inputs: parts,
  uniforms: { size: tokens.shape[1] },
  threads: tokens.shape[0] * tokens.shape[1],
  body: `
  let j = index % u.size;
  let token = index / u.size;
  let i = token / 3u;
  let part = token % 3u;
  var value = returns[i * u.size + j];
  if (part == 1u) { value = states[i * u.size + j]; }
  if (part == 2u) { value = actions[i * u.size + j]; }
  tokens[index] = value + table[u32(timesteps[i]) * u.size + j];`,
})

/** dTable[t] = Σ over the tokens of every step at time t. Each value searches its steps: no order, no atomics. */
export const embedGradient = (dTokens: TensorInfo, timesteps: TensorInfo, dTable: TensorInfo): Dispatch => ({
  name: 'embedGradient',
  outputs: { dTable },
  inputs: { dTokens, timesteps },
  uniforms: { size: dTable.shape[1], steps: timesteps.shape[0] },
  threads: dTable.shape[0] * dTable.shape[1],
  body: `
  let j = index % u.size;
  let time = i32(index / u.size);
  var sum = 0.0;
  for (var i = 0u; i < u.steps; i++) {
    if (timesteps[i] == time) {
      let at = 3u * i * u.size + j;
      sum += dTokens[at] + dTokens[at + u.size] + dTokens[at + 2u * u.size];
    }
  }
  dTable[index] = sum;`,
})

/** Mean over the real rows of (prediction − target)²; one workgroup. */
export const maskedError = (
  prediction: TensorInfo,
  target: TensorInfo,
  mask: TensorInfo,
  out: TensorInfo,
): Dispatch => ({
  name: 'maskedError',
  outputs: { result: out },
  inputs: { prediction, wanted: target, isReal: mask },
  uniforms: { rows: prediction.shape[0], columns: prediction.shape[1] },
  functions: SUM_OF_GROUP,
  groups: 1,
  body: `
  var part = 0.0;
  var real = 0.0;
  for (var i = thread; i < u.rows; i += ${GROUP}u) {
    if (isReal[i] != 0.0) {
      real += f32(u.columns);
      for (var j = 0u; j < u.columns; j++) {
        let d = prediction[i * u.columns + j] - wanted[i * u.columns + j];
        part += d * d;
      }
    }
  }
  let total = sumOfGroup(part, thread);
  let values = sumOfGroup(real, thread);
  if (thread == 0u) { result[0] = total / max(values, 1.0); }`,
})

/** dy · 2 (prediction − target) / real values, on real rows. Every workgroup counts the real rows for itself. */
export const maskedErrorGradient = (
  prediction: TensorInfo,
  target: TensorInfo,
  mask: TensorInfo,
  dy: TensorInfo,
  out: TensorInfo,
): Dispatch => ({
  name: 'maskedErrorGradient',
  outputs: { result: out },
  inputs: { prediction, wanted: target, isReal: mask, dy },
  uniforms: { rows: prediction.shape[0], columns: prediction.shape[1] },
  functions: SUM_OF_GROUP,
  groups: Math.ceil((prediction.shape[0] * prediction.shape[1]) / GROUP),
  body: `
  var real = 0.0;
  for (var i = thread; i < u.rows; i += ${GROUP}u) { real += select(0.0, f32(u.columns), isReal[i] != 0.0); }
  let factor = 2.0 * dy[0] / max(sumOfGroup(real, thread), 1.0);
  if (index < u.rows * u.columns) {
    let difference = prediction[index] - wanted[index];
    result[index] = select(0.0, factor * difference, isReal[index / u.columns] != 0.0);
  }`,
})

/** Most gradients whose squares one dispatch sums: with the output, eight storage buffers. */
export const SQUARES_AT_ONCE = 7

/** parts[offset + t] = Σ gₜ²; a workgroup a gradient. */
export function sumsOfSquares(gradients: readonly TensorInfo[], parts: TensorInfo, offset: number): Dispatch {
  const names = gradients.map((_, t) => `g${t}`)
  const sizes = gradients.map(({ shape }) => shape.reduce((product, size) => product * size, 1))
  return {
    name: `sumsOfSquares ${gradients.length}`,
    outputs: { parts },
    inputs: Object.fromEntries(names.map((name, t) => [name, gradients[t]])),
    uniforms: { offset, ...Object.fromEntries(names.map((name, t) => [`size_${name}`, sizes[t]])) },
    functions: SUM_OF_GROUP,
    groups: gradients.length,
    body: `
  var part = 0.0;
  switch (group) {
    ${names
      .map(
        (name, t) =>
          `case ${t}u: { for (var i = thread; i < u.size_${name}; i += ${GROUP}u) { part += ${name}[i] * ${name}[i]; } }`,
      )
      .join('\n    ')}
    default: {}
  }
  let total = sumOfGroup(part, thread);
  if (thread == 0u) { parts[u.offset + group] = total; }`,
  }
}

/** result = [norm, min(1, limit / (norm + 1e-6))]. */
export const clipFactor = (parts: TensorInfo, result: TensorInfo, limit: number): Dispatch => ({
  name: 'clipFactor',
  outputs: { result },
  inputs: { parts },
  uniforms: { count: parts.shape[0], limit: { f32: limit } },
  threads: 1,
  body: `
  var sum = 0.0;
  for (var i = 0u; i < u.count; i++) { sum += parts[i]; }
  let norm = sqrt(sum);
  result[0] = norm;
  result[1] = min(1.0, u.limit / (norm + 1e-6));`,
})

/** Parameters that one dispatch updates: three buffers each, and the clip factor. */
export const UPDATES_AT_ONCE = 2

export interface Update {
  parameter: TensorInfo
  /** Mean, then variance: twice the parameter's size. */
  moments: TensorInfo
  gradient: TensorInfo
  decay: number
}

/** WGSL for the values of parameter i that a workgroup has. */
const updateCode = (i: number) => `
      let at = (group - ${i === 0 ? '0u' : 'u.groups0'}) * ${GROUP}u + thread;
      if (at < u.size${i}) {
        let gradient = g${i}[at] * clip[1];
        let mean = u.beta1 * m${i}[at] + u.rest1 * gradient;
        let variance = u.beta2 * m${i}[u.size${i} + at] + u.rest2 * gradient * gradient;
        m${i}[at] = mean;
        m${i}[u.size${i} + at] = variance;
        p${i}[at] = p${i}[at] * u.shrink${i} - u.stepSize * mean / (sqrt(variance) * u.root + u.epsilon);
      }`

/** AdamW of `training.ts`, in place, for one or two parameters. */
export function adamW(
  updates: readonly Update[],
  clip: TensorInfo,
  step: Omit<AdamWStep, 'decay'>,
): Dispatch {
  const sizes = updates.map(({ parameter }) => parameter.shape.reduce((product, size) => product * size, 1))
  const groups = sizes.map((size) => Math.ceil(size / GROUP))
  const entries = (key: 'parameter' | 'moments' | 'gradient', letter: string) =>
    Object.fromEntries(updates.map((update, i) => [`${letter}${i}`, update[key]]))
  return {
    name: `adamW ${updates.length}`,
    outputs: { ...entries('parameter', 'p'), ...entries('moments', 'm') },
    inputs: { ...entries('gradient', 'g'), clip },
    uniforms: {
      ...Object.fromEntries(sizes.map((size, i) => [`size${i}`, size])),
      groups0: groups[0],
      ...Object.fromEntries(updates.map(({ decay }, i) => [`shrink${i}`, { f32: 1 - step.rate * decay }])),
      beta1: { f32: step.beta1 },
      beta2: { f32: step.beta2 },
      // 1 − β₂ from a float32 β₂ would be off by 5e-5.
      rest1: { f32: 1 - step.beta1 },
      rest2: { f32: 1 - step.beta2 },
      epsilon: { f32: step.epsilon },
      stepSize: { f32: step.rate / step.correction1 },
      root: { f32: 1 / Math.sqrt(step.correction2) },
    },
    groups: groups.reduce((sum, each) => sum + each, 0),
    body:
      updates.length === 1
        ? updateCode(0)
        : `if (group < u.groups0) {${updateCode(0)}
    } else {${updateCode(1)}
    }`,
  }
}
