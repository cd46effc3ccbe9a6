import {
  type Box,
  type Capabilities,
  createGenerator,
  type Env,
  type EnvSpec,
  type Generator,
  type Info,
  type ResetOptions,
  type StepResult,
} from '../gym/index.js'
import { InputError } from '../platform/index.js'
import type { Body } from './bodies/body.js'
import { LocomotionPhysics } from './locomotionPhysics.js'
import { parseOptions, parseResetOptions, type LocomotionOptions } from './options.js'
import { PlanarBody } from './planarBody.js'
import type { PhysicsWorld } from './rapier.js'
import { judged, startInfo, type Judge, type Task } from './task.js'
import type { Terrain } from './terrain.js'

/**
 * A body with a task: physics (`LocomotionPhysics`) on one side, reward and end (`Task`) on the other.
 *
 * Observation (float32): z, pitch and hinge angles, then the rates of x, z, pitch and the hinges, clipped to
 * ± `velocityClip`; x comes first where positions are not excluded (`ObservationLayout`). On a level z is measured from the
 * ground under the torso, pits bridged.
 *
 * Action (float32): torque of each hinge in [−1, 1], times its gear. Beyond that range it is clipped in the simulation,
 * though not in what it costs.
 *
 * Reward, in float32: the task's; to run (`run`), unless another is given.
 *
 * The same seed and actions give the same bits: whatever leaves is rounded to float32, and every reset builds the
 * world anew, so that nothing of an earlier episode is left in the solver.
 */
export class LocomotionEnv implements Env<Float32Array, Float32Array>, Partial<Capabilities> {
  readonly body: Body
  readonly terrain: Terrain
  readonly observationSpace: Box
  readonly actionSpace: Box
  readonly spec?: EnvSpec
  readonly unwrapped: this = this
  /** Simulated time of one step, s. */
  readonly dt: number
  readonly worldSteps: number
  #afterWorldStep: (() => void) | undefined
  #physics: LocomotionPhysics
  #judge: Judge
  #generator: Generator | undefined
  #world: PhysicsWorld | undefined
  #planar: PlanarBody | undefined

  /** Throws `InputError` for options that do not exist or cannot be. */
  constructor(body: Body, options: LocomotionOptions = {}, task: Task = body.tasks[body.envId]) {
    const given = parseOptions(body, task, options)
    const physics = new LocomotionPhysics(body, given)
    this.#physics = physics
    this.#judge = task.judge(given)
    this.body = body
    this.terrain = physics.terrain
    this.observationSpace = physics.observationSpace
    this.actionSpace = physics.actionSpace
    this.dt = physics.dt
    this.worldSteps = physics.worldSteps
  }

  /** `options.x`: where to start, m. */
  reset({ seed, options }: ResetOptions = {}): [Float32Array, Info] {
    const { x = 0 } = parseResetOptions(this.body, options)
    if (seed !== undefined) this.#generator = createGenerator(seed)
    this.#generator ??= createGenerator()
    this.#build()
    const planar = this.#body()
    this.#physics.begin(planar, this.#generator, x)
    return [this.#physics.observe(planar), startInfo(this.#judge, this.#physics.measure(planar))]
  }

  /** Throws `InputError` for an action of another length or with something that is no finite number. */
  step(action: Float32Array): StepResult<Float32Array> {
    const planar = this.#body()
    const world = this.#world as PhysicsWorld
    const applied = this.#physics.checkAction(action)
    const xBefore = planar.positions[0]
    for (let k = 0; k < this.worldSteps; k++) {
      planar.drive(applied)
      world.step()
      planar.readHinges()
      this.#afterWorldStep?.()
    }
    planar.readRoot()
    const now = this.#physics.measure(planar, xBefore, applied)
    const { reward, isOver, info } = judged(this.#judge, now)
    return [this.#physics.observe(planar), reward, isOver, false, info]
  }

  /** Has `listener` called after every world step, for a view that reads `pose()` meanwhile; it must only look. */
  onWorldStep(listener: (() => void) | undefined): void {
    this.#afterWorldStep = listener
  }

  /** (x, z, angle) of every link's origin in m and rad, 3 numbers a link, into `poses` or a new array. */
  pose(poses: Float32Array = new Float32Array(3 * this.body.links.length)): Float32Array {
    this.#body().readPoses(poses)
    return poses
  }

  /** (vx, vz, rate of rotation about +y) of every link's origin, in m/s and rad/s. */
  motion(motions: Float32Array = new Float32Array(3 * this.body.links.length)): Float32Array {
    this.#body().readMotions(motions)
    return motions
  }

  /** Pitch of the torso, rad, counted through full turns. */
  get pitch(): number {
    return this.#body().positions[2]
  }

  /** State as MuJoCo calls it: qpos = [x, z, pitch, hinges…], qvel their rates. Copies. */
  state(): { qpos: Float64Array; qvel: Float64Array } {
    const { positions, velocities } = this.#body()
    return { qpos: positions.slice(), qvel: velocities.slice() }
  }

  /** Puts the body in a state of the same form, as Gymnasium's `set_state`; returns the observation. */
  setState(qpos: ArrayLike<number>, qvel: ArrayLike<number>): Float32Array {
    this.#build()
    const planar = this.#body()
    const size = planar.positions.length
    if (qpos.length !== size || qvel.length !== size)
      throw new InputError(`${this.body.name}: a state has ${size} positions and ${size} velocities`)
    planar.setState(qpos, qvel)
    return this.#physics.observe(planar)
  }

  /** Whether the torso of this observation is upside down: a body on its back. */
  fallen(observation: Float32Array): boolean {
    return Math.cos(observation[this.#physics.layout.pitch]) < 0
  }

  /** Puts the body where this observation was made, at `x` where it leaves that out; returns x a step later, m. */
  recall(observation: Float32Array, x: number): number {
    this.#build()
    return this.#physics.recall(this.#body(), observation, x)
  }

  /** Largest gap between the two halves of a hinge, m. */
  hingeDrift(): number {
    return this.#body().hingeDrift()
  }

  close(): void {
    this.#world?.free()
    this.#world = undefined
    this.#planar = undefined
  }

  #build(): void {
    this.#world?.free()
    this.#world = this.#physics.newWorld()
    this.#planar = new PlanarBody(this.#world, this.body)
  }

  #body(): PlanarBody {
    if (!this.#planar) throw new InputError(`${this.body.name}: call reset() before anything else`)
    return this.#planar
  }
}
