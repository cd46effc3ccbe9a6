import { correctionNetwork } from '../policies/index.js'
import { BATCH, PerceptronBatch } from './perceptronBatch.js'
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
  const network = new PerceptronBatch(correctionNetwork(gait, gait.correction?.hidden ?? []))
  const valuing = new PerceptronBatch(valueNetwork(gait, value.hidden))
  const parameters = Float64Array.from(gait.correction?.parameters ?? [])
  const rows = logDeviation.length
  const legs = gait.mirrored ? 2 : 1
  const deviation = logDeviation.map((log) => Math.exp(log))
  const result: GradientResult = {
    correction: new Float64Array(network.parameters),
    value: new Float64Array(valuing.parameters),
    deviation: new Float64Array(rows),
    divergence: 0,
  }
  const count = task.returns.length
  const scale = valueScale(task.discount)
  // So many steps fill the networks' batch; lanes without a step of their own win and cost nothing.
  const together = BATCH / legs
  const scores = new Float64Array(rows * legs)
  const laneOf = (k: number, leg: number) => k * legs + legs - 1 - leg
  for (let first = 0; first < count; first += together) {
    for (let k = first; k < Math.min(first + together, count); k++)
      for (let leg = 0; leg < legs; leg++)
        fill(network.input, laneOf(k - first, leg), task.inputs, k * legs + leg)
    const means = network.forward(parameters)
    network.toward.fill(0)
    for (let k = first; k < Math.min(first + together, count); k++) {
      let density = 0
      for (let leg = 0; leg < legs; leg++)
        for (let j = 0; j < rows; j++) {
          const z =
            (task.added[(k * legs + leg) * rows + j] - means[j * BATCH + laneOf(k - first, leg)]) /
            deviation[j]
          scores[leg * rows + j] = z
          density -= 0.5 * z * z + logDeviation[j]
        }
      const advantage = task.advantages[k]
      const ratio = Math.exp(density - task.logDensity[k])
      result.divergence += task.logDensity[k] - density
      const spent = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip
      if (spent) continue
      for (let leg = legs - 1; leg >= 0; leg--)
        for (let j = 0; j < rows; j++) {
          const z = scores[leg * rows + j]
          result.deviation[j] -= advantage * ratio * (z * z - 1)
          network.toward[j * BATCH + laneOf(k - first, leg)] = (-advantage * ratio * z) / deviation[j]
        }
    }
    network.backward(parameters, result.correction)
  }
  for (let first = 0; first < count; first += BATCH) {
    const lanes = Math.min(BATCH, count - first)
    for (let lane = 0; lane < lanes; lane++) fill(valuing.input, lane, task.valueInputs, first + lane)
    const valued = valuing.forward(value.parameters)
    valuing.toward.fill(0)
    for (let lane = 0; lane < lanes; lane++)
      valuing.toward[lane] = valued[lane] - task.returns[first + lane] / scale
    valuing.backward(value.parameters, result.value)
  }
  return result
}

/** Puts a row of a matrix where a batch reads one of its inputs. */
function fill(input: Float64Array, lane: number, matrix: Float64Array, row: number): void {
  const width = input.length / BATCH
  for (let i = 0; i < width; i++) input[i * BATCH + lane] = matrix[row * width + i]
}
