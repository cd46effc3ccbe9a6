import type { Dropout } from '../arithmetic/arithmetic.js'
import type { AttentionShape } from '../arithmetic/attention.js'
import type { AdamWStep } from '../arithmetic/training.js'
import type { Activation } from '../config.js'

/**
 * The kernels of our own, each registered once for every backend under these names. What they compute is written in
 * `arithmetic.ts` and `attention.ts`; tensors are [rows, columns] unless said otherwise.
 */
export const kernels = {
  /** {a, b, start?: [n]} attrs {transposeA, transposeB} → [m, n] */
  matmul: 'DtMatMul',
  /** {x} attrs {kind} → like x */
  activation: 'DtActivation',
  /** {x, dy} attrs {kind} → like x */
  activationGradient: 'DtActivationGradient',
  /** {x} → [columns] */
  columnSums: 'DtColumnSums',
  /** {x, gain, bias} attrs {epsilon} → like x */
  layerNorm: 'DtLayerNorm',
  /** {x, gain, dy} attrs {epsilon} → [dx, dGain, dBias] */
  layerNormGradient: 'DtLayerNormGradient',
  /** {x, residual?} attrs {rate, seed} → like x */
  dropout: 'DtDropout',
  /** {packed: [B·T, 3H], mask?: [B, K]} attrs {batch, heads, first, every, scale, rate, seed} → [out, probabilities] */
  attention: 'DtAttention',
  /** {packed, probabilities, dOut} attrs as above → dPacked */
  attentionGradient: 'DtAttentionGradient',
  /** {returns, states, actions: [N, H], table: [E, H], timesteps: int32 [N]} → tokens [3N, H] */
  embed: 'DtEmbed',
  /** {dTokens: [3N, H], timesteps} attrs {rows} → dTable [rows, H] */
  embedGradient: 'DtEmbedGradient',
  /** {prediction, target: [N, A], mask: [N]} → scalar: mean over real rows × A of (prediction − target)² */
  maskedError: 'DtMaskedError',
  /** {prediction, target, mask, dy: scalar} → like prediction */
  maskedErrorGradient: 'DtMaskedErrorGradient',
  /** inputs: a list of gradients; attrs {limit} → [norm, min(1, limit / (norm + 1e-6))] */
  gradientNorm: 'DtGradientNorm',
  /**
   * {clip: [2], p0, m0: [2, size of p0], g0, p1, …} attrs {decays, rate, …}: AdamW in place on parameters p with
   * moments m (mean, then variance) and gradients g → a scalar of no meaning
   */
  adamW: 'DtAdamW',
} as const

/** What kernels are told beside their tensors; each is given, and reads, its own. */
export interface Attributes
  extends Dropout, AdamWStep, Pick<AttentionShape, 'batch' | 'heads' | 'first' | 'every' | 'scale'> {
  transposeA: boolean
  transposeB: boolean
  kind: Activation
  /** Of a table. */
  rows: number
  limit: number
  /** One a parameter. */
  decays: number[]
}
