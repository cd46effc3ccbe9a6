import type { Generator } from '../gym/index.js'

/** A search distribution: normal, around `mean`, with covariance `sigma`² · `covariance`. Plain JSON. */
export interface Evolution {
  mean: number[]
  sigma: number
  covariance: number[][]
  /** Paths of the mean's latest steps: they tell how far and which way to search. */
  path: number[]
  sigmaPath: number[]
  generation: number
}

export interface Candidate {
  x: number[]
  /** More is better. */
  score: number
}

export function beginEvolution(mean: readonly number[], sigma: number): Evolution {
  const zeros = () => mean.map(() => 0)
  return {
    mean: [...mean],
    sigma,
    covariance: identity(mean.length),
    path: zeros(),
    sigmaPath: zeros(),
    generation: 0,
  }
}

/** Draws `count` candidates. */
export function sample(
  { mean, sigma, covariance }: Evolution,
  count: number,
  generator: Generator,
): number[][] {
  const { vectors, values } = eigen(covariance)
  return Array.from({ length: count }, () => {
    const z = values.map((value) => Math.sqrt(value) * generator.normal())
    return mean.map((centre, i) => centre + sigma * dot(vectors[i], z))
  })
}

/**
 * One generation of CMA-ES: the better half of the candidates moves the mean and shapes the covariance.
 * Source: N. Hansen, "The CMA Evolution Strategy: A Tutorial" (2016), figure 6, with the defaults of its table 1 and no
 * negative weights.
 */
export function evolved(state: Evolution, candidates: readonly Candidate[]): Evolution {
  const n = state.mean.length
  const parents = [...candidates].sort((a, b) => b.score - a.score).slice(0, candidates.length >> 1)
  const raw = parents.map((_, i) => Math.log((candidates.length + 1) / 2) - Math.log(i + 1))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map((weight) => weight / total)
  const effective = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0)

  const cPath = (4 + effective / n) / (n + 4 + (2 * effective) / n)
  const cSigma = (effective + 2) / (n + effective + 5)
  const cOne = 2 / ((n + 1.3) ** 2 + effective)
  const cParents = Math.min(
    1 - cOne,
    (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective),
  )
  const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + cSigma
  const usualLength = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))

  const steps = parents.map(({ x }) => x.map((value, i) => (value - state.mean[i]) / state.sigma))
  const step = state.mean.map((_, i) => steps.reduce((sum, y, k) => sum + weights[k] * y[i], 0))

  const { vectors, values } = eigen(state.covariance)
  const along = values.map(
    (value, k) => vectors.reduce((sum, row, i) => sum + row[k] * step[i], 0) / Math.sqrt(value),
  )
  const pull = Math.sqrt(cSigma * (2 - cSigma) * effective)
  const sigmaPath = state.sigmaPath.map((value, i) => (1 - cSigma) * value + pull * dot(vectors[i], along))
  const generation = state.generation + 1
  const length = Math.sqrt(dot(sigmaPath, sigmaPath))
  // A path that is too long for where it began must not stretch the covariance.
  const usual = length / Math.sqrt(1 - (1 - cSigma) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * usualLength
  const push = usual ? Math.sqrt(cPath * (2 - cPath) * effective) : 0
  const path = state.path.map((value, i) => (1 - cPath) * value + push * step[i])

  const kept = 1 - cOne - cParents + (usual ? 0 : cOne * cPath * (2 - cPath))
  const covariance = state.covariance.map((row, i) =>
    row.map(
      (value, j) =>
        kept * value +
        cOne * path[i] * path[j] +
        cParents * steps.reduce((sum, y, k) => sum + weights[k] * y[i] * y[j], 0),
    ),
  )
  return {
    mean: state.mean.map((value, i) => value + state.sigma * step[i]),
    sigma: state.sigma * Math.exp(Math.min(1, (cSigma / damping) * (length / usualLength - 1))),
    covariance,
    path,
    sigmaPath,
    generation,
  }
}

/**
 * Eigenvalues of a symmetric, positive matrix and its eigenvectors, in columns. Source: the cyclic Jacobi method, Golub
 * and Van Loan, "Matrix Computations", section 8.5.
 */
export function eigen(matrix: readonly (readonly number[])[]): { vectors: number[][]; values: number[] } {
  const n = matrix.length
  const a = matrix.map((row) => [...row])
  const vectors = identity(n)
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p][q] * a[p][q]
    if (off < 1e-18) break
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p][q]) < 1e-14) continue
        const ratio = (a[q][q] - a[p][p]) / (2 * a[p][q])
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1))
        const c = 1 / Math.sqrt(tangent * tangent + 1)
        const s = tangent * c
        for (const row of [...a, ...vectors])
          [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]]
        const [rowP, rowQ] = [a[p], a[q]]
        a[p] = rowP.map((value, k) => c * value - s * rowQ[k])
        a[q] = rowP.map((value, k) => s * value + c * rowQ[k])
      }
  }
  return { vectors, values: a.map((row, i) => Math.max(row[i], 1e-20)) }
}

function identity(n: number): number[][] {
  return Array.from({ length: n }, (_row, i) => Array.from({ length: n }, (_entry, j) => (i === j ? 1 : 0)))
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
