/** Running averages of gradients and of their squares; plain JSON, so that a search can go on after a break. */
export interface AdamState {
  steps: number
  first: number[]
  second: number[]
}

export function newAdam(size: number): AdamState {
  return { steps: 0, first: zeros(size), second: zeros(size) }
}

/**
 * One step down the gradient, in place, by Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015)
 * with its usual 0.9, 0.999 and 1e-8.
 */
export function adamStep(
  state: AdamState,
  parameters: Float64Array,
  gradient: Float64Array,
  size: number,
): void {
  state.steps += 1
  const { first, second } = state
  const correction1 = 1 - 0.9 ** state.steps
  const correction2 = 1 - 0.999 ** state.steps
  for (let i = 0; i < parameters.length; i++) {
    first[i] += 0.1 * (gradient[i] - first[i])
    second[i] += 0.001 * (gradient[i] * gradient[i] - second[i])
    parameters[i] -= (size * (first[i] / correction1)) / (Math.sqrt(second[i] / correction2) + 1e-8)
  }
}

function zeros(size: number): number[] {
  return Array.from({ length: size }, () => 0)
}
