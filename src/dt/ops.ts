import {
  add,
  customGrad,
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  pad,
  reshape,
  slice,
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

type Saver = (tensors: Tensor[]) => void
interface Differentiable {
  value: Tensor
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor[]
}
/** tfjs's `customGrad` with types that fit more than one tensor. */
function differentiable(tensors: Tensor[], f: (tensors: Tensor[], save: Saver) => Differentiable): Tensor {
  const wrapped = customGrad((...args: unknown[]) => {
    const save = args.pop() as Saver
    return f(args as Tensor[], save) as { value: Tensor; gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor[] }
  })
  return wrapped(...tensors)
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
  return differentiable([x, weight, bias], ([x, weight, bias], save) => {
    save([x, weight])
    return {
      value: matmul(x, weight, { transposeB: transposed, start: bias }),
      gradFunc: (dy, [x, weight]) => [
        matmul(dy, weight, { transposeB: !transposed }),
        transposed ? matmul(dy, x, { transposeA: true }) : matmul(x, dy, { transposeA: true }),
        columnSums(dy),
      ],
    }
  }) as Tensor2D
}

/** The same, for an input that needs no gradient: features, not activations. */
export function embedLinear(x: Tensor, weight: Tensor, bias: Tensor): Tensor2D {
  return differentiable([weight, bias], ([weight, bias], save) => {
    save([])
    return {
      value: matmul(x, weight, { transposeB: true, start: bias }),
      gradFunc: (dy) => [matmul(dy, x, { transposeA: true }), columnSums(dy)],
    }
  }) as Tensor2D
}

export function activate(kind: Activation, x: Tensor): Tensor2D {
  return differentiable([x], ([x], save) => {
    save([x])
    return {
      value: run(kernels.activation, { x }, { kind }),
      gradFunc: (dy, [x]) => [run<Tensor>(kernels.activationGradient, { x, dy }, { kind })],
    }
  }) as Tensor2D
}

export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon: number): Tensor2D {
  return differentiable([x, gain, bias], ([x, gain, bias], save) => {
    save([x, gain])
    return {
      value: run(kernels.layerNorm, { x, gain, bias }, { epsilon }),
      gradFunc: (dy, [x, gain]) => run<Tensor[]>(kernels.layerNormGradient, { x, gain, dy }, { epsilon }),
    }
  }) as Tensor2D
}

/** residual + dropout(x), or dropout(x) alone. The gradient makes the mask again from the seed. */
export function addDropout(x: Tensor, residual: Tensor | undefined, dropout: Dropout): Tensor2D {
  const attributes = { ...dropout }
  return differentiable(residual ? [x, residual] : [x], ([x, residual], save) => {
    save([])
    return {
      value: run(kernels.dropout, { x, residual }, attributes),
      gradFunc: (dy) => {
        const dx = dropout.rate > 0 ? run<Tensor>(kernels.dropout, { x: dy }, attributes) : alias(dy)
        return residual ? [dx, alias(dy)] : [dx]
      },
    }
  }) as Tensor2D
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
  return differentiable([packed], ([packed], save) => {
    const [out, probabilities] = run<Tensor[]>(kernels.attention, { packed, mask }, { ...attributes })
    onProbabilities?.(probabilities)
    save([packed, probabilities])
    return {
      value: out,
      gradFunc: (dOut, [packed, probabilities]) => [
        run<Tensor>(kernels.attentionGradient, { packed, probabilities, dOut }, { ...attributes }),
      ],
    }
  }) as Tensor2D
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
  return differentiable([returns, states, actions, table], ([returns, states, actions, table], save) => {
    save([])
    return {
      value: run(kernels.embed, { returns, states, actions, table, timesteps }),
      gradFunc: (dTokens) => [
        ...[0, 1, 2].map((part) => everyThird(dTokens, steps, size, part)),
        run<Tensor>(kernels.embedGradient, { dTokens, timesteps }, { rows }),
      ],
    }
  }) as Tensor2D
}

/** Rows part, part + 3, … of [3N, H]. */
function everyThird(tokens: Tensor, steps: number, size: number, part: number): Tensor2D {
  const wide = reshape(tokens, [steps, 3 * size]) as Tensor2D
  return slice(wide, [0, part * size], [steps, size])
}

/** Rows part, part + 3, … of [3N, H]: part 0 is the return token of every step, 1 the state, 2 the action. */
export function tokensOfPart(tokens: Tensor, part: number): Tensor2D {
  const [rows, size] = tokens.shape
  return differentiable([tokens], ([tokens], save) => {
    save([])
    return {
      value: everyThird(tokens, rows / 3, size, part),
      gradFunc: (dy) => [
        reshape(pad(dy as Tensor2D, [NOTHING, [part * size, (2 - part) * size]]), [rows, size]),
      ],
    }
  }) as Tensor2D
}

/** bias + row 0 of the table. */
export function addFirstRow(bias: Tensor, table: Tensor): Tensor1D {
  const [rows, size] = table.shape
  return differentiable([bias, table], ([bias, table], save) => {
    save([])
    return {
      value: add(bias, reshape(slice(table as Tensor2D, [0, 0], [1, size]), [size])),
      gradFunc: (dy) => [alias(dy), pad(reshape(dy, [1, size]) as Tensor2D, [[0, rows - 1], NOTHING])],
    }
  }) as Tensor1D
}

/** Mean over real rows × columns of (prediction − target)²; a scalar. */
export function maskedError(prediction: Tensor, target: Tensor, mask: Tensor): Tensor {
  return differentiable([prediction], ([prediction], save) => {
    save([prediction])
    return {
      value: run(kernels.maskedError, { prediction, target, mask }),
      gradFunc: (dy, [prediction]) => [
        run<Tensor>(kernels.maskedErrorGradient, { prediction, target, mask, dy }),
      ],
    }
  })
}

/** [norm, min(1, limit / (norm + 1e-6))] over all gradients together. */
export function gradientNorm(gradients: readonly Tensor[], limit: number): Tensor1D {
  return run(kernels.gradientNorm, Object.fromEntries(gradients.map((gradient, i) => [`g${i}`, gradient])), {
    limit,
  })
}
