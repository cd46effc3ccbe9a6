import { capability, type Env } from '../gym/index.js'
import type { Terrain } from '../sim/index.js'

export interface RecoveryOptions {
  /** Seeds the pose it stands up in. */
  seed: number
  /** Where it fell, m along the track. */
  x: number
  /** Whether it has yet to drop: a body that lies on its back already has. */
  drops: boolean
  controlStep: number
  /** The ground, where it may have pits. */
  terrain?: Terrain
}

/** What a lane looks like after a step of its body's recovery. */
export interface RecoveryStep {
  /** Undefined until there is a new one. */
  observation?: Float32Array
  x: number
  done: boolean
}

/** Seconds that a fallen body drops and lies, then rises, then stands before it may move again. */
const DROP_SECONDS = 1
const RISE_SECONDS = 0.5
const STAND_SECONDS = 0.4
/** Between a body that was set back and the pit before it, m. */
const ROOM = 0.6
/** Index of the torso's pitch among the positions of a state. */
const PITCH = 2

/**
 * A fall as a viewer sees it: the body drops without strength, lies for a moment, rises where it lies and stands. Only
 * what lies in a pit rises elsewhere: before the pit, never beyond it.
 */
export class Recovery {
  private readonly dropSteps: number
  private readonly riseSteps: number
  private readonly steps: number
  private step = 0
  private observation: Float32Array | undefined
  private x: number
  /** Where it rises, once it does. */
  private place = NaN
  private from: Float64Array | undefined
  private to: Float64Array | undefined

  constructor(
    private readonly env: Env,
    private readonly options: RecoveryOptions,
  ) {
    const inSteps = (seconds: number) => Math.round(seconds / options.controlStep)
    this.dropSteps = options.drops ? inSteps(DROP_SECONDS) : 0
    this.riseSteps = Math.max(1, inSteps(RISE_SECONDS))
    this.steps = this.dropSteps + this.riseSteps + inSteps(STAND_SECONDS)
    this.x = options.x
  }

  /** One control step. `slack` is the action of a body without strength: no torque at all. */
  advance(slack: Float32Array): RecoveryStep {
    this.step++
    const risen = this.step - this.dropSteps
    if (risen <= 0) this.drop(slack)
    else {
      if (risen === 1) this.aim()
      if (risen < this.riseSteps) this.rise(risen / this.riseSteps)
      else if (risen === this.riseSteps) this.stand()
    }
    return { observation: this.observation, x: this.x, done: this.step >= this.steps }
  }

  private drop(slack: Float32Array): void {
    const [observation, , , , info] = this.env.step(slack)
    this.observation = observation
    if (Number.isFinite(info.x_position)) this.x = Number(info.x_position)
  }

  /** Finds the pose to rise into. */
  private aim(): void {
    const state = capability(this.env, 'state')
    this.from = state?.().qpos
    this.place = this.options.terrain?.footing(this.x, ROOM) ?? this.x
    this.stand()
    this.to = state?.().qpos
  }

  /** Upright and at rest. */
  private stand(): void {
    const { seed } = this.options
    const [observation, info] = this.env.reset({ seed, options: { x: this.place } })
    this.observation = observation
    this.x = typeof info.x_position === 'number' ? info.x_position : this.place
  }

  /** Part of the way from lying to standing, slower at both ends. */
  private rise(part: number): void {
    const { from, to } = this
    if (!from?.every(Number.isFinite) || !to) return
    const eased = part * part * (3 - 2 * part)
    const turns = Math.round((from[PITCH] - to[PITCH]) / (2 * Math.PI))
    const pose = to.map((standing, i) => {
      const lying = i === PITCH ? from[i] - 2 * Math.PI * turns : from[i]
      return lying + (standing - lying) * eased
    })
    this.observation = capability(this.env, 'setState')?.(pose, new Float64Array(pose.length))
    this.x = pose[0]
  }
}
