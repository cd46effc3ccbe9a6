/**
 * tokens[3i + j] = part_j[i] + table[timesteps[i]]: the same time embedding on the return, state and action token of
 * step i.
 *
 * @param parts three matrices [N, size]
 */
export function embed(
  parts: readonly Float32Array[],
  table: Float32Array,
  timesteps: Int32Array,
  tokens: Float32Array,
  size: number,
): void {
  for (let i = 0; i < timesteps.length; i++) {
    const time = timesteps[i] * size
    for (let part = 0; part < 3; part++) {
      const source = parts[part]
      const to = (3 * i + part) * size
      for (let j = 0; j < size; j++) tokens[to + j] = source[i * size + j] + table[time + j]
    }
  }
}

/** dTable[t] = Σ over the three tokens of every step i with timesteps[i] = t. */
export function embedGradient(
  dTokens: Float32Array,
  timesteps: Int32Array,
  dTable: Float32Array,
  size: number,
): void {
  dTable.fill(0)
  for (let i = 0; i < timesteps.length; i++) {
    const time = timesteps[i] * size
    const from = 3 * i * size
    for (let j = 0; j < size; j++) {
      dTable[time + j] += dTokens[from + j] + dTokens[from + size + j] + dTokens[from + 2 * size + j]
    }
  }
}

/** Rows with mask 1, times columns. */
function countReal(prediction: Float32Array, mask: Float32Array): number {
  let real = 0
  for (const value of mask) if (value) real++
  return (real * prediction.length) / mask.length
}

/** Mean over the rows with mask 1 of (prediction − target)²; 0 where there is none. */
export function maskedError(prediction: Float32Array, target: Float32Array, mask: Float32Array): number {
  const columns = prediction.length / mask.length
  let sum = 0
  for (let i = 0; i < prediction.length; i++) {
    const difference = mask[Math.floor(i / columns)] ? prediction[i] - target[i] : 0
    sum += difference * difference
  }
  return sum / Math.max(1, countReal(prediction, mask))
}

/** scale · 2 (prediction − target) / count on rows with mask 1, 0 elsewhere. */
export function maskedErrorGradient(
  prediction: Float32Array,
  target: Float32Array,
  mask: Float32Array,
  scale: number,
  out: Float32Array,
): void {
  const columns = prediction.length / mask.length
  const factor = (2 * scale) / Math.max(1, countReal(prediction, mask))
  for (let i = 0; i < prediction.length; i++) {
    out[i] = mask[Math.floor(i / columns)] ? factor * (prediction[i] - target[i]) : 0
  }
}

export interface AdamWStep {
  /** Learning rate of this step. */
  rate: number
  beta1: number
  beta2: number
  epsilon: number
  /** 1 − β₁ᵗ and 1 − β₂ᵗ. */
  correction1: number
  correction2: number
}

/**
 * AdamW (Loshchilov & Hutter 2019) in place, as torch computes it, on the gradient g·clip:
 * p ← p (1 − rate·decay); m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * p ← p − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
 */
export function adamW(
  p: Float32Array,
  m: Float32Array,
  v: Float32Array,
  g: Float32Array,
  clip: number,
  decay: number,
  { rate, beta1, beta2, epsilon, correction1, correction2 }: AdamWStep,
): void {
  const shrink = 1 - rate * decay
  const stepSize = rate / correction1
  const root = 1 / Math.sqrt(correction2)
  for (let i = 0; i < p.length; i++) {
    const gradient = g[i] * clip
    const mean = beta1 * m[i] + (1 - beta1) * gradient
    const variance = beta2 * v[i] + (1 - beta2) * gradient * gradient
    m[i] = mean
    v[i] = variance
    p[i] = p[i] * shrink - (stepSize * mean) / (Math.sqrt(variance) * root + epsilon)
  }
}
