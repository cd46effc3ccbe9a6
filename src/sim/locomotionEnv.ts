import type { Env, Info, ResetOptions, StepResult } from '../gym/env.js'
import type { EnvSpec } from '../gym/registration.js'
import { createGenerator, type Generator } from '../gym/seeding.js'
import type { Box } from '../gym/spaces/box.js'
import { InputError } from '../platform/errors.js'
import type { BodyDescription } from './body.js'
import { LocomotionTask } from './locomotionTask.js'
import { parseResetOptions, type LocomotionOptions } from './options.js'
import { PlanarBody } from './planarBody.js'
import type { PhysicsWorld } from './rapier.js'
import type { Terrain } from './terrain.js'

/**
 * A body that is to run forward: Gymnasium's v5 tasks Hopper, Walker2d and HalfCheetah.
 *
 * Observation (float32): z, pitch and hinge angles, then the rates of x, z, pitch and the hinges, clipped to
 * ± `velocityClip`; x comes first where positions are not excluded. On a level z is measured from the ground under the
 * torso, pits bridged.
 *
 * Action (float32): torque of each hinge in [−1, 1], times its gear. Beyond that range it is clipped in the simulation,
 * though not in what it costs.
 *
 * Reward, in float32: `reward_forward` + `reward_survive` + `reward_ctrl`, where
 *
 *     reward_forward = forwardRewardWeight · (x after − x before) / dt
 *     reward_survive = healthyReward while healthy, else 0
 *     reward_ctrl    = −ctrlCostWeight · Σ action²
 *
 * The same seed and actions give the same bits: whatever leaves is rounded to float32, and every reset builds the
 * world anew, so that nothing of an earlier episode is left in the solver.
 */
export class LocomotionEnv implements Env<Float32Array, Float32Array> {
  readonly body: BodyDescription
  readonly terrain: Terrain
  readonly observationSpace: Box
  readonly actionSpace: Box
  readonly spec?: EnvSpec
  readonly unwrapped: this = this
  /** Simulated time of one step, s. */
  readonly dt: number
  /** Called after every world step, for a view that reads `pose()` between the control steps; it must only look. */
  afterWorldStep?: () => void
  #task: LocomotionTask
  #generator: Generator | undefined
  #world: PhysicsWorld | undefined
  #planar: PlanarBody | undefined

  /** Throws `InputError` for options that do not exist or cannot be. */
  constructor(body: BodyDescription, options: LocomotionOptions = {}) {
    const task = new LocomotionTask(body, options)
    this.#task = task
    this.body = body
    this.terrain = task.terrain
    this.observationSpace = task.observationSpace
    this.actionSpace = task.actionSpace
    this.dt = task.dt
  }

  /** `options.x`: where to start, m. */
  reset({ seed, options }: ResetOptions = {}): [Float32Array, Info] {
    const { x = 0 } = parseResetOptions(this.body, options)
    if (seed !== undefined) this.#generator = createGenerator(seed)
    this.#generator ??= createGenerator()
    this.#build()
    const info = this.#task.begin(this.#body(), this.#generator, x)
    return [this.#task.observe(this.#body()), info]
  }

  /** Throws `InputError` for an action of another length or with something that is no finite number. */
  step(action: Float32Array): StepResult<Float32Array> {
    const planar = this.#body()
    const world = this.#world as PhysicsWorld
    const applied = this.#task.checkAction(action)
    const before = planar.positions[0]
    for (let k = 0; k < this.#task.worldSteps; k++) {
      planar.drive(applied)
      world.step()
      planar.readHinges()
      this.afterWorldStep?.()
    }
    planar.readRoot()
    const { reward, terminated, info } = this.#task.judge(planar, before, applied)
    return [this.#task.observe(planar), reward, terminated, false, info]
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
    return this.#task.observe(planar)
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
    this.#world = this.#task.newWorld()
    this.#planar = new PlanarBody(this.#world, this.body)
  }

  #body(): PlanarBody {
    if (!this.#planar) throw new InputError(`${this.body.name}: call reset() before anything else`)
    return this.#planar
  }
}
