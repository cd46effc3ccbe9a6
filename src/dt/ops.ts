import {
  add,
  concat,
  customGrad,
  engine,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  pad,
  reshape,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import type { Dropout } from './arithmetic/arithmetic.js'
import type { Activation } from './config.js'
import { kernels } from './kernels/names.js'

/** No padding along a dimension. */
const NOTHING: [number, number] = [0, 0]

/** Runs one of our kernels; `undefined` inputs are left out. */
function run<T extends Tensor | Tensor[]>(
  name: string,
  inputs: Record<string, Tensor | undefined>,
  attributes: Record<string, unknown> = {},
): T {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor)) as NamedTensorMap
  return engine().runKernel(name, given, attributes as NamedAttrMap) as T
}

type Gradient = (dy: Tensor, kept: Tensor[]) => Tensor[]

/**
 * A function of tensors with a gradient of our own.
 *
 * @param inputs what it is differentiated by
 * @param value computes it, and names the tensors that the gradient will need
 * @param gradient gets dy and those tensors, answers with one gradient an input
 */
function differentiable(
  inputs: Tensor[],
  value: () => { y: Tensor; keep?: Tensor[] },
  gradient: Gradient,
): Tensor2D {
  const withGradient = customGrad((...args: unknown[]) => {
    const save = args.at(-1) as (tensors: Tensor[]) => void
    const { y, keep = [] } = value()
    save(keep)
    return { value: y, gradFunc: gradient as (dy: Tensor, kept: Tensor[]) => Tensor[] }
  })
  return withGradient(...inputs) as Tensor2D
}

/** a · b, either transposed, every row beginning with `start`. */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, start = undefined as Tensor | undefined } = {},
): Tensor2D {
  return run(kernels.matmul, { a, b, start }, { transposeA, transposeB })
}

/** The same values under a handle of its own, which the tape may dispose; `clone` would copy them on wasm. */
const alias = (x: Tensor): Tensor => reshape(x, x.shape)

const columnSums = (x: Tensor): Tensor1D => run(kernels.columnSums, { x })

/**
 * y = x·W + b, W [in, out] as in GPT-2's Conv1D: dx = dy·Wᵀ, dW = xᵀ·dy, db = Σ_rows dy.
 * With `transposed`, W is [out, in] as in `nn.Linear`: y = x·Wᵀ + b, dW = dyᵀ·x.
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor, transposed = false): Tensor2D {
  return differentiable(
    [x, weight, bias],
    () => ({ y: matmul(x, weight, { transposeB: transposed, start: bias }), keep: [x, weight] }),
    (dy, [input, w]) => [
      matmul(dy, w, { transposeB: !transposed }),
      transposed ? matmul(dy, input, { transposeA: true }) : matmul(input, dy, { transposeA: true }),
      columnSums(dy),
    ],
  )
}

/** y = x·Wᵀ + b for an x that needs no gradient: features, not activations. */
export function embedLinear(x: Tensor, weight: Tensor, bias: Tensor): Tensor2D {
  return differentiable(
    [weight, bias],
    () => ({ y: matmul(x, weight, { transposeB: true, start: bias }) }),
    (dy) => [matmul(dy, x, { transposeA: true }), columnSums(dy)],
  )
}

export function activate(kind: Activation, x: Tensor): Tensor2D {
  return differentiable(
    [x],
    () => ({ y: run(kernels.activation, { x }, { kind }), keep: [x] }),
    (dy, [input]) => [run(kernels.activationGradient, { x: input, dy }, { kind })],
  )
}

export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon: number): Tensor2D {
  return differentiable(
    [x, gain, bias],
    () => ({ y: run(kernels.layerNorm, { x, gain, bias }, { epsilon }), keep: [x, gain] }),
    (dy, [input, g]) => run<Tensor[]>(kernels.layerNormGradient, { x: input, gain: g, dy }, { epsilon }),
  )
}

/**
 * y = x ⊙ (1 + scale) + shift, for x of one or more tokens a step [n·N, H] and [scale, shift] of every step [N, 2H]:
 * dx = dy ⊙ (1 + scale), dscale = Σ_tokens dy ⊙ x, dshift = Σ_tokens dy.
 */
export function modulate(x: Tensor, modulation: Tensor): Tensor2D {
  const [steps, both] = modulation.shape
  const size = both / 2
  const perStep = (rows: Tensor) => reshape(rows, [steps, x.shape[0] / steps, size])
  const half = (rows: Tensor, offset: number) =>
    reshape(slice(rows as Tensor2D, [0, offset], [steps, size]), [steps, 1, size])
  const onePlus = (rows: Tensor) => add(half(rows, 0), 1)
  return differentiable(
    [x, modulation],
    () => {
      const y = add(mul(perStep(x), onePlus(modulation)), half(modulation, size))
      return { y: reshape(y, x.shape), keep: [x, modulation] }
    },
    (dy, [input, by]) => [
      reshape(mul(perStep(dy), onePlus(by)), x.shape),
      concat([sum(mul(perStep(dy), perStep(input)), 1), sum(perStep(dy), 1)], 1),
    ],
  )
}

/** residual + dropout(x), or dropout(x) alone. The gradient makes the mask again from the seed. */
export function addDropout(x: Tensor, residual: Tensor | undefined, { rate, seed }: Dropout): Tensor2D {
  const gradient = (dy: Tensor): Tensor =>
    rate > 0 ? run(kernels.dropout, { x: dy }, { rate, seed }) : alias(dy)
  return differentiable(
    residual ? [x, residual] : [x],
    () => ({ y: run(kernels.dropout, { x, residual }, { rate, seed }) }),
    (dy) => (residual ? [gradient(dy), alias(dy)] : [gradient(dy)]),
  )
}

export interface AttentionAttributes extends Dropout {
  batch: number
  heads: number
  /** Which tokens ask: first, first + every, … */
  first: number
  every: number
  scale: number
}

/** Causal self-attention; see `arithmetic/attention.ts`. `onProbabilities` gets [batch, heads, queries, tokens]. */
export function attention(
  packed: Tensor,
  mask: Tensor | undefined,
  attributes: AttentionAttributes,
  onProbabilities?: (probabilities: Tensor) => void,
): Tensor2D {
  return differentiable(
    [packed],
    () => {
      const [out, p] = run<Tensor[]>(kernels.attention, { packed, mask }, { ...attributes })
      onProbabilities?.(slice(p, 0, [...p.shape.slice(0, 3), packed.shape[0] / attributes.batch]))
      return { y: out, keep: [packed, p] }
    },
    (dOut, [rows, probabilities]) => [
      run(kernels.attentionGradient, { packed: rows, probabilities, dOut }, { ...attributes }),
    ],
  )
}

/** Rows return, state, action of every step, each with the step's time embedding: [N, H] three times → [3N, H]. */
export function embedTokens(
  returns: Tensor,
  states: Tensor,
  actions: Tensor,
  table: Tensor,
  timesteps: Tensor,
): Tensor2D {
  const [steps, size] = states.shape
  const rows = table.shape[0]
  return differentiable(
    [returns, states, actions, table],
    () => ({ y: run(kernels.embed, { returns, states, actions, table, timesteps }) }),
    (dTokens) => [
      ...[0, 1, 2].map((part) => everyThird(dTokens, steps, size, part)),
      run<Tensor>(kernels.embedGradient, { dTokens, timesteps }, { rows }),
    ],
  )
}

/** Rows part, part + 3, … of [3N, H]. */
function everyThird(tokens: Tensor, steps: number, size: number, part: number): Tensor2D {
  const wide = reshape(tokens, [steps, 3 * size]) as Tensor2D
  return slice(wide, [0, part * size], [steps, size])
}

/** Rows part, part + 3, … of [3N, H]: part 0 is the return token of every step, 1 the state, 2 the action. */
export function tokensOfPart(tokens: Tensor, part: number): Tensor2D {
  const [rows, size] = tokens.shape
  return differentiable(
    [tokens],
    () => ({ y: everyThird(tokens, rows / 3, size, part) }),
    (dy) => [reshape(pad(dy as Tensor2D, [NOTHING, [part * size, (2 - part) * size]]), [rows, size])],
  )
}

/** bias + row 0 of the table. */
export function addFirstRow(bias: Tensor, table: Tensor): Tensor {
  const [rows, size] = table.shape
  return differentiable(
    [bias, table],
    () => ({ y: add(bias, reshape(slice(table as Tensor2D, [0, 0], [1, size]), [size])) }),
    (dy) => [alias(dy), pad(reshape(dy, [1, size]) as Tensor2D, [[0, rows - 1], NOTHING])],
  )
}

/** Mean over real rows × columns of (prediction − target)²; a scalar. */
export function maskedError(prediction: Tensor, target: Tensor, mask: Tensor): Tensor {
  return differentiable(
    [prediction],
    () => ({ y: run(kernels.maskedError, { prediction, target, mask }), keep: [prediction] }),
    (dy, [answer]) => [run(kernels.maskedErrorGradient, { prediction: answer, target, mask, dy })],
  )
}

/** [norm, min(1, limit / (norm + 1e-6))] over all gradients together. */
export function gradientNorm(gradients: readonly Tensor[], limit: number): Tensor1D {
  const named = Object.fromEntries(gradients.map((gradient, i) => [`g${i}`, gradient]))
  return run(kernels.gradientNorm, named, { limit })
}
