import type { LinearGait } from './gait.js'

/** Runs a linear gait: torques for an observation at the command that stands. */
export class LinearController {
  readonly #gait: Pick<LinearGait, 'mean' | 'deviation' | 'posture' | 'knots'>
  readonly #weights: Float64Array
  readonly #inputs: Float64Array
  #command = NaN

  constructor(gait: Pick<LinearGait, 'mean' | 'deviation' | 'posture' | 'knots'>) {
    this.#gait = gait
    this.#weights = new Float64Array(gait.knots[0].length)
    this.#inputs = new Float64Array(gait.mean.length + 1).fill(1)
  }

  get actionSize(): number {
    return this.#gait.posture.angles.length
  }

  /** 0 (slowest) to 1 (fastest); may change between any two steps. */
  set command(command: number) {
    if (command === this.#command) return
    this.#command = command
    const { knots } = this.#gait
    const place = Math.min(Math.max(command, 0), 1) * (knots.length - 1)
    const left = Math.max(0, Math.min(Math.floor(place), knots.length - 2))
    const right = Math.min(left + 1, knots.length - 1)
    const share = place - left
    for (let i = 0; i < this.#weights.length; i++)
      this.#weights[i] = knots[left][i] + (knots[right][i] - knots[left][i]) * share
  }

  get command(): number {
    return this.#command
  }

  act(observation: ArrayLike<number>, action = new Float32Array(this.actionSize)): Float32Array {
    const { mean, deviation, posture } = this.#gait
    const inputs = this.#inputs
    const size = mean.length
    for (let i = 0; i < size; i++) inputs[i] = (observation[i] - mean[i]) / deviation[i]
    const firstRate = size - posture.angles.length
    for (let j = 0; j < action.length; j++) {
      // Observations end with the hinges' rates; their angles come after z and pitch.
      let torque =
        posture.stiffness * (posture.angles[j] - observation[2 + j]) -
        posture.damping * observation[firstRate + j]
      const row = j * (size + 1)
      for (let i = 0; i <= size; i++) torque += this.#weights[row + i] * inputs[i]
      action[j] = torque > 1 ? 1 : torque < -1 ? -1 : torque
    }
    return action
  }
}
