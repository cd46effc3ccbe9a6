import { correctionNetwork } from '../gait.js'
import { type Learner, type Steps, valueNetwork, valueScale } from './trajectory.js'

/** Some steps of trajectories, with normalised advantages, and the networks to judge them by. */
export interface GradientTask extends Learner, Steps {
  /** How far the probability of an action may move before it wins nothing more. */
  clip: number
  /** As the returns were discounted. */
  discount: number
}

/** Sums over the steps. */
export interface GradientResult {
  correction: Float64Array
  value: Float64Array
  deviation: Float64Array
  /** By how much the actions' log density has fallen: an estimate of the divergence from the policy that acted. */
  divergence: number
}

/**
 * Gradients of the clipped surrogate loss, and of half the squared error of the values (Schulman et al., "Proximal
 * policy optimization algorithms", 2017). Actions are normal around gait plus correction, with a deviation that is
 * learned for each row.
 */
export function surrogateGradient(task: GradientTask): GradientResult {
  const { gait, value, logDeviation, clip } = task
  const network = correctionNetwork(gait, gait.correction?.hidden ?? [])
  const valuing = valueNetwork(gait, value.hidden)
  const parameters = Float64Array.from(gait.correction?.parameters ?? [])
  const rows = network.outputs
  const legs = gait.mirrored ? 2 : 1
  const deviation = logDeviation.map((log) => Math.exp(log))
  const result: GradientResult = {
    correction: new Float64Array(network.parameters),
    value: new Float64Array(valuing.parameters),
    deviation: new Float64Array(rows),
    divergence: 0,
  }
  const scores = new Float64Array(rows * legs)
  const toward = new Float64Array(rows)
  const error = new Float64Array(1)
  const seenOf = (k: number, leg: number) => {
    const from = (k * legs + leg) * network.inputs
    return task.inputs.subarray(from, from + network.inputs)
  }
  for (let k = 0; k < task.returns.length; k++) {
    let density = 0
    for (let leg = 0; leg < legs; leg++) {
      const means = network.forward(parameters, seenOf(k, leg))
      for (let j = 0; j < rows; j++) {
        const z = (task.added[(k * legs + leg) * rows + j] - means[j]) / deviation[j]
        scores[leg * rows + j] = z
        density -= 0.5 * z * z + logDeviation[j]
      }
    }
    const advantage = task.advantages[k]
    const ratio = Math.exp(density - task.logDensity[k])
    result.divergence += task.logDensity[k] - density
    const spent = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip
    if (!spent)
      for (let leg = legs - 1; leg >= 0; leg--) {
        // The network still holds what it computed for the last leg.
        if (leg < legs - 1) network.forward(parameters, seenOf(k, leg))
        for (let j = 0; j < rows; j++) {
          const z = scores[leg * rows + j]
          result.deviation[j] -= advantage * ratio * (z * z - 1)
          toward[j] = (-advantage * ratio * z) / deviation[j]
        }
        network.backward(parameters, toward, result.correction)
      }
    const size = valuing.inputs
    const [valued] = valuing.forward(value.parameters, task.valueInputs.subarray(k * size, (k + 1) * size))
    error[0] = valued - task.returns[k] / valueScale(task.discount)
    valuing.backward(value.parameters, error, result.value)
  }
  return result
}
