import { cosine, sine } from '../gym/index.js'
import { bodyOf, controlStep, observationLayout, type ObservationLayout } from '../sim/index.js'
import { approach } from './approach.js'
import { correctionNetwork, gaitSizes, type GaitWeights } from './gait.js'
import type { Perceptron } from './perceptron.js'

/** Time over which a governor smooths the speed, s: about half a stride. */
const SPEED_MEMORY = 0.3

const clip = (torque: number) => (torque > 1 ? 1 : torque < -1 ? -1 : torque)

/** Runs a gait: torques for an observation at the command that stands. */
export class GaitController {
  readonly #gait: GaitWeights
  readonly #weights: Float64Array
  readonly #inputs: Float64Array
  readonly #mirrored: Float64Array
  readonly #inputSize: number
  readonly #layout: ObservationLayout
  /** Turn of the phase in a step at the clock's own frequency, rad. */
  readonly #turn: number
  /** The most by which the command moves in a step. */
  readonly #ramp: number
  readonly #speedMemory: number
  readonly #correction?: { network: Perceptron; parameters: Float64Array }
  /** What the correction's network saw in the last step: its inputs for each leg, one after the other. */
  readonly seen: Float64Array
  /** What it added to each torque. */
  readonly corrections: Float64Array
  #command = 0
  /** Where the command has got to. */
  #reached = NaN
  #phase = 0
  /** Forward speed, smoothed, m/s. */
  #speed = 0

  constructor(gait: GaitWeights) {
    const { knot, inputs } = gaitSizes(gait)
    this.#gait = gait
    this.#weights = new Float64Array(knot)
    this.#inputs = new Float64Array(inputs).fill(1)
    this.#mirrored = new Float64Array(inputs).fill(1)
    this.#inputSize = inputs
    const { clock, ramp, correction } = gait
    this.#layout = observationLayout(gait.posture.angles.length)
    const dt = controlStep(bodyOf(gait.envId))
    this.#turn = clock ? 2 * Math.PI * clock.frequency * dt : 0
    this.#ramp = ramp === undefined ? Infinity : ramp * dt
    this.#speedMemory = dt / SPEED_MEMORY
    this.corrections = new Float64Array(gait.posture.angles.length)
    if (correction) {
      const network = correctionNetwork(gait, correction.hidden)
      this.#correction = { network, parameters: Float64Array.from(correction.parameters) }
    }
    this.seen = new Float64Array(correction ? (inputs + 1) * (gait.mirrored ? 2 : 1) : 0)
    this.reset()
  }

  get actionSize(): number {
    return this.#gait.posture.angles.length
  }

  /** 0 (slowest) to 1 (fastest); may change between any two steps. */
  set command(command: number) {
    this.#command = Math.min(Math.max(command, 0), 1)
    if (this.#ramp === Infinity && !this.#gait.governor) this.#weighAt(this.#command)
  }

  get command(): number {
    return this.#command
  }

  /** The command that is followed; behind `command` while a ramp or a governor holds it back. */
  get reached(): number {
    return this.#reached
  }

  /** Begins an episode: the clock starts again, and a ramp at 0. */
  reset(): void {
    this.#phase = 0
    this.#speed = 0
    this.#weighAt(this.#ramp === Infinity ? this.#command : 0)
  }

  /** `noise`: added to the torques with the correction. */
  act(
    observation: ArrayLike<number>,
    action = new Float32Array(this.actionSize),
    noise?: ArrayLike<number>,
  ): Float32Array {
    const { posture, mirrored } = this.#gait
    this.#follow(observation)
    this.#sense(observation)
    this.#correct()
    const legs = mirrored ? 2 : 1
    const rows = action.length / legs
    const { angles, rates } = this.#layout
    for (let j = 0; j < action.length; j++) {
      const inputs = j < rows ? this.#inputs : this.#mirrored
      let torque =
        posture.stiffness * (posture.angles[j] - observation[angles.start + j]) -
        posture.damping * observation[rates.start + j]
      const row = (j % rows) * this.#inputSize
      for (let i = 0; i < this.#inputSize; i++) torque += this.#weights[row + i] * inputs[i]
      action[j] = clip(clip(torque) + this.corrections[j] + (noise ? noise[j] : 0))
    }
    if (this.#turn > 0) {
      const faster = Math.min(1, Math.max(-1, this.#weights[this.#weights.length - 1]))
      this.#phase += this.#turn * (1 + 0.5 * faster)
    }
    return action
  }

  #follow(observation: ArrayLike<number>): void {
    const { governor } = this.#gait
    let next = approach(this.#reached, this.#command, this.#ramp)
    if (governor) {
      const speed = observation[this.#layout.xVelocity]
      this.#speed += this.#speedMemory * (speed - this.#speed)
      next = Math.min(1, Math.max(next, (this.#speed - governor.margin) / governor.speed))
    }
    this.#weighAt(next)
  }

  #weighAt(command: number): void {
    if (command === this.#reached) return
    this.#reached = command
    const { knots } = this.#gait
    const place = command * (knots.length - 1)
    const left = Math.max(0, Math.min(Math.floor(place), knots.length - 2))
    const right = Math.min(left + 1, knots.length - 1)
    const share = place - left
    for (let i = 0; i < this.#weights.length; i++)
      this.#weights[i] = knots[left][i] + (knots[right][i] - knots[left][i]) * share
  }

  #correct(): void {
    if (!this.#correction) return
    const { network, parameters } = this.#correction
    const { inputs: size, outputs } = network
    for (let leg = 0; leg * size < this.seen.length; leg++) {
      const seen = this.seen.subarray(leg * size, (leg + 1) * size)
      seen.set(leg === 0 ? this.#inputs : this.#mirrored)
      seen[size - 1] = 2 * this.#reached - 1
      this.corrections.set(network.forward(parameters, seen), leg * outputs)
    }
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
    for (const { start } of [this.#layout.angles, this.#layout.rates])
      for (let j = start; j < start + leg; j++) {
        other[j] = inputs[leg + j]
        other[leg + j] = inputs[j]
      }
    if (clock) {
      other[size + 1] = -inputs[size + 1]
      other[size + 2] = -inputs[size + 2]
    }
  }
}
