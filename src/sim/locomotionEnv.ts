import type { Env, Info, ResetOptions, StepResult } from '../gym/env.js'
import type { EnvSpec } from '../gym/registration.js'
import { createGenerator, type Generator } from '../gym/seeding.js'
import { Box } from '../gym/spaces/box.js'
import { InputError } from '../platform/errors.js'
import { hinges, type BodyDescription } from './body.js'
import { parseOptions, parseResetOptions, type LocomotionOptions } from './options.js'
import { PlanarBody } from './planarBody.js'
import { PhysicsWorld } from './rapier.js'
import { Terrain, terrainOf } from './terrain.js'

/** How far before and behind the torso a body reaches when it starts, m. */
const STANCE = 0.9

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
  #settings
  #worldSteps: number
  #generator: Generator | undefined
  #world: PhysicsWorld | undefined
  #planar: PlanarBody | undefined

  /** Throws `InputError` for options that do not exist or cannot be. */
  constructor(body: BodyDescription, options: LocomotionOptions = {}) {
    const given = parseOptions(body, options)
    this.body = body
    this.terrain = given.level === undefined ? new Terrain([]) : terrainOf(given.level)
    const { reward, healthy } = body
    this.#settings = {
      forwardRewardWeight: given.forwardRewardWeight ?? reward.forwardRewardWeight,
      ctrlCostWeight: given.ctrlCostWeight ?? reward.ctrlCostWeight,
      healthyReward: given.healthyReward ?? reward.healthyReward,
      healthy: healthy && {
        z: given.healthyZRange ?? healthy.z,
        angle: given.healthyAngleRange ?? healthy.angle,
        state: given.healthyStateRange ?? healthy.state,
      },
      terminateWhenUnhealthy: healthy !== undefined && (given.terminateWhenUnhealthy ?? true),
      resetNoiseScale: given.resetNoiseScale ?? body.resetNoiseScale,
      excludePositions: given.excludeCurrentPositionsFromObservation ?? true,
    }
    const frameSkip = given.frameSkip ?? body.frameSkip
    this.dt = frameSkip * body.frameTime
    this.#worldSteps = Math.max(1, Math.round((body.recipe.worldSteps * frameSkip) / body.frameSkip))
    const actions = hinges(body).length
    this.actionSpace = new Box(-1, 1, [actions])
    this.observationSpace = new Box(-Infinity, Infinity, [
      2 * (3 + actions) - (this.#settings.excludePositions ? 1 : 0),
    ])
  }

  reset({ seed, options }: ResetOptions = {}): [Float32Array, Info] {
    const { x = 0 } = parseResetOptions(this.body, options)
    if (seed !== undefined) this.#generator = createGenerator(seed)
    const generator = (this.#generator ??= createGenerator())
    const { resetNoiseScale } = this.#settings
    const { restObservation, resetVelocityNoise } = this.body
    this.#build()
    const planar = this.#body()
    const positions = planar.positions.map(() => resetNoiseScale * generator.uniform(-1, 1))
    const velocities = planar.velocities.map(
      () =>
        resetNoiseScale * (resetVelocityNoise === 'normal' ? generator.normal() : generator.uniform(-1, 1)),
    )
    positions[0] += x
    positions[1] += restObservation + this.#highestGround(x)
    planar.setState(positions, velocities)
    return [this.#observation(), { x_position: Math.fround(planar.positions[0]), ...this.#heightInfo() }]
  }

  /** Throws `InputError` for an action of another length or with something that is no finite number. */
  step(action: Float32Array): StepResult<Float32Array> {
    const planar = this.#body()
    const world = this.#world as PhysicsWorld
    const applied = this.#checkAction(action)
    const before = planar.positions[0]
    for (let k = 0; k < this.#worldSteps; k++) {
      planar.drive(applied)
      world.step()
      planar.readHinges()
      this.afterWorldStep?.()
    }
    planar.readRoot()
    const xVelocity = (planar.positions[0] - before) / this.dt
    let effort = 0
    for (let j = 0; j < applied.length; j++) effort += applied[j] * applied[j]

    const { forwardRewardWeight, ctrlCostWeight, healthyReward, terminateWhenUnhealthy } = this.#settings
    const isHealthy = this.#isHealthy()
    const forward = forwardRewardWeight * xVelocity
    const survive = isHealthy ? healthyReward : 0
    const ctrl = -ctrlCostWeight * effort
    const info: Info = {
      x_position: Math.fround(planar.positions[0]),
      x_velocity: Math.fround(xVelocity),
      ...this.#heightInfo(),
      reward_forward: forward,
      reward_ctrl: ctrl,
      ...(this.body.healthy && { reward_survive: survive }),
    }
    const reward = Math.fround(forward + survive + ctrl)
    return [this.#observation(), reward, terminateWhenUnhealthy && !isHealthy, false, info]
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
    return this.#observation()
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
    const { recipe, groundFriction } = this.body
    const world = new PhysicsWorld({ timestep: this.dt / this.#worldSteps, ...recipe })
    if (this.terrain.isFlat) world.addFlatGround(groundFriction)
    else world.addProfileGround(this.terrain.profile, groundFriction)
    this.#world = world
    this.#planar = new PlanarBody(world, this.body)
  }

  #body(): PlanarBody {
    if (!this.#planar) throw new InputError(`${this.body.name}: call reset() before anything else`)
    return this.#planar
  }

  #checkAction(action: Float32Array): Float32Array {
    const { size } = this.actionSpace
    if (action?.length !== size)
      throw new InputError(
        `${this.body.name}: an action has ${size} numbers, got ${action?.length ?? typeof action}`,
      )
    for (let j = 0; j < size; j++)
      if (!Number.isFinite(action[j]))
        throw new InputError(`${this.body.name}: action[${j}] is ${action[j]}, must be a finite number`)
    return action instanceof Float32Array ? action : Float32Array.from(action)
  }

  #highestGround(x: number): number {
    if (this.terrain.isFlat) return 0
    const heights = [...this.terrain.surface]
      .filter(([px]) => px > x - STANCE && px < x + STANCE)
      .map(([, z]) => z)
    return Math.max(this.terrain.surfaceAt(x - STANCE), this.terrain.surfaceAt(x + STANCE), ...heights)
  }

  /** Height of the torso over the ground under it, in the observation's terms. */
  #height(): number {
    const [x, z] = this.#body().positions
    return z - this.terrain.surfaceAt(x)
  }

  #heightInfo(): Info {
    return this.body.healthy
      ? { z_distance_from_origin: Math.fround(this.#height() - this.body.restObservation) }
      : {}
  }

  #isHealthy(): boolean {
    const { healthy } = this.#settings
    if (!healthy) return true
    const { positions, velocities } = this.#body()
    if (!inside(this.#height(), healthy.z) || !inside(positions[2], healthy.angle)) return false
    for (let j = 2; j < positions.length; j++) if (!inside(positions[j], healthy.state)) return false
    for (let j = 0; j < velocities.length; j++) if (!inside(velocities[j], healthy.state)) return false
    return true
  }

  #observation(): Float32Array {
    const { positions, velocities } = this.#body()
    const { velocityClip } = this.body
    const observation = new Float32Array(this.observationSpace.size)
    let k = 0
    if (!this.#settings.excludePositions) observation[k++] = positions[0]
    observation[k++] = this.#height()
    for (let j = 2; j < positions.length; j++) observation[k++] = positions[j]
    for (let j = 0; j < velocities.length; j++) {
      const rate = velocities[j]
      observation[k++] = rate > velocityClip ? velocityClip : rate < -velocityClip ? -velocityClip : rate
    }
    return observation
  }
}

/** Strictly between, as Gymnasium's; false for NaN. */
function inside(value: number, [low, high]: readonly [number, number]): boolean {
  return low < value && value < high
}
