import { bodyOf } from '../sim/bodies.js'
import { cosine, sine } from '../sim/trigonometry.js'
import { gaitSizes, type GaitWeights } from './gait.js'

/** Runs a linear gait: torques for an observation at the command that stands. */
export class LinearController {
  readonly #gait: GaitWeights
  readonly #weights: Float64Array
  readonly #inputs: Float64Array
  readonly #mirrored: Float64Array
  readonly #inputSize: number
  /** Turn of the phase in a step at the clock's own frequency, rad. */
  readonly #turn: number
  #command = NaN
  #phase = 0

  constructor(gait: GaitWeights) {
    const { knot, inputs } = gaitSizes(gait)
    this.#gait = gait
    this.#weights = new Float64Array(knot)
    this.#inputs = new Float64Array(inputs).fill(1)
    this.#mirrored = new Float64Array(inputs).fill(1)
    this.#inputSize = inputs
    if (gait.clock) {
      const { frameTime, frameSkip } = bodyOf(gait.envId)
      this.#turn = 2 * Math.PI * gait.clock.frequency * frameTime * frameSkip
    } else this.#turn = 0
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

  /** Begins an episode: the clock starts again. */
  reset(): void {
    this.#phase = 0
  }

  act(observation: ArrayLike<number>, action = new Float32Array(this.actionSize)): Float32Array {
    const { posture, mirrored } = this.#gait
    this.#sense(observation)
    const legs = mirrored ? 2 : 1
    const rows = action.length / legs
    const firstRate = observation.length - action.length
    for (let j = 0; j < action.length; j++) {
      const inputs = j < rows ? this.#inputs : this.#mirrored
      // Observations end with the hinges' rates; their angles come after z and pitch.
      let torque =
        posture.stiffness * (posture.angles[j] - observation[2 + j]) -
        posture.damping * observation[firstRate + j]
      const row = (j % rows) * this.#inputSize
      for (let i = 0; i < this.#inputSize; i++) torque += this.#weights[row + i] * inputs[i]
      action[j] = torque > 1 ? 1 : torque < -1 ? -1 : torque
    }
    if (this.#turn > 0) {
      const faster = Math.min(1, Math.max(-1, this.#weights[this.#weights.length - 1]))
      this.#phase += this.#turn * (1 + 0.5 * faster)
    }
    return action
  }

  #sense(observation: ArrayLike<number>): void {
    const { mean, deviation, clock, mirrored, posture } = this.#gait
    const inputs = this.#inputs
    const size = mean.length
    for (let i = 0; i < size; i++) inputs[i] = (observation[i] - mean[i]) / deviation[i]
    if (clock) {
      inputs[size + 1] = sine(this.#phase)
      inputs[size + 2] = cosine(this.#phase)
      inputs[size + 3] = sine(2 * this.#phase)
      inputs[size + 4] = cosine(2 * this.#phase)
    }
    if (!mirrored) return
    const other = this.#mirrored
    other.set(inputs)
    // The legs change places among the angles and among the rates; half a turn flips sin φ and cos φ.
    const leg = posture.angles.length / 2
    for (const first of [2, size - 2 * leg])
      for (let j = 0; j < leg; j++) {
        other[first + j] = inputs[first + leg + j]
        other[first + leg + j] = inputs[first + j]
      }
    if (clock) {
      other[size + 1] = -inputs[size + 1]
      other[size + 2] = -inputs[size + 2]
    }
  }
}
