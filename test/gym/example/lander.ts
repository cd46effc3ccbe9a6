import {
  Box,
  checkAction,
  createGenerator,
  type Env,
  type Info,
  register,
  type ResetOptions,
  type StepResult,
} from '../../../src/gym/index.js'

const GRAVITY = 1.6 // m/s², the Moon's
const THRUST = 4 // m/s², engine at full
const SECONDS_PER_STEP = 0.1

export interface LanderOptions {
  /** Height at the start, in metres, give or take a tenth. */
  startHeight?: number
  /** Seconds of full thrust in the tank. */
  fuel?: number
}

/** A rocket above the Moon: touch down softly, with as much fuel left as you can. */
export class Lander implements Env {
  /** Height in m, velocity in m/s (upwards), fuel in s of full thrust. */
  readonly observationSpace = new Box([0, -Infinity, 0], Infinity)
  /** Throttle from −1 (off) to 1 (full). */
  readonly actionSpace = new Box(-1, 1, [1])
  readonly unwrapped = this

  #generator = createGenerator()
  #height = 0
  #velocity = 0
  #fuel = 0
  readonly #startHeight: number
  readonly #startFuel: number

  constructor({ startHeight = 100, fuel = 20 }: LanderOptions = {}) {
    this.#startHeight = startHeight
    this.#startFuel = fuel
  }

  reset({ seed }: ResetOptions = {}): [Float32Array, Info] {
    if (seed !== undefined) this.#generator = createGenerator(seed)
    this.#height = this.#startHeight * this.#generator.uniform(0.9, 1.1)
    this.#velocity = this.#generator.uniform(-5, 0)
    this.#fuel = this.#startFuel
    return [this.#observation(), {}]
  }

  step(action: Float32Array): StepResult<Float32Array> {
    checkAction(action, 1, 'Arcade/Lander-v0')
    const wanted = Math.min(Math.max((action[0] + 1) / 2, 0), 1)
    const burnt = Math.min(wanted * SECONDS_PER_STEP, this.#fuel)
    this.#fuel -= burnt
    this.#velocity += THRUST * burnt - GRAVITY * SECONDS_PER_STEP
    this.#height += this.#velocity * SECONDS_PER_STEP

    const landed = this.#height <= 0
    if (landed) this.#height = 0
    const reward = landed ? 1000 - 10 * this.#velocity * this.#velocity : -10 * burnt
    return [this.#observation(), Math.fround(reward), landed, false, { landed }]
  }

  close(): void {}

  #observation(): Float32Array {
    return Float32Array.of(this.#height, this.#velocity, this.#fuel)
  }
}

register({
  id: 'Arcade/Lander-v0',
  entryPoint: (options: LanderOptions) => new Lander(options),
  maxEpisodeSteps: 400,
  rewardThreshold: 700,
})
