import { Box, type Generator } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { hinges, type BodyDescription } from './body.js'
import { observationLayout, type ObservationLayout } from './observation.js'
import type { PhysicsOptions } from './options.js'
import type { PlanarBody } from './planarBody.js'
import { PhysicsWorld } from './rapier.js'
import type { Quantities } from './task.js'
import { Terrain, terrainOf } from './terrain.js'

/** How far before and behind the torso a body reaches when it starts, m. */
const STANCE = 0.9

/**
 * A body on its ground, in whatever world: how an episode begins, how long a step is, and what is observed. What a step
 * is worth and when an episode is over is the task's.
 */
export class LocomotionPhysics {
  readonly terrain: Terrain
  readonly layout: ObservationLayout
  readonly observationSpace: Box
  readonly actionSpace: Box
  /** Simulated time of one step, s. */
  readonly dt: number
  /** World steps in one step. */
  readonly worldSteps: number
  readonly #resetNoiseScale: number

  constructor(
    readonly body: BodyDescription,
    options: PhysicsOptions,
  ) {
    this.terrain = options.level === undefined ? new Terrain([]) : terrainOf(options.level)
    this.#resetNoiseScale = options.resetNoiseScale ?? body.resetNoiseScale
    const frameSkip = options.frameSkip ?? body.frameSkip
    this.dt = frameSkip * body.frameTime
    this.worldSteps = Math.max(1, Math.round((body.recipe.worldSteps * frameSkip) / body.frameSkip))
    const joints = hinges(body).length
    this.actionSpace = new Box(-1, 1, [joints])
    this.layout = observationLayout(joints, {
      withX: !(options.excludeCurrentPositionsFromObservation ?? true),
    })
    this.observationSpace = new Box(-Infinity, Infinity, [this.layout.size])
  }

  /** An empty world with the ground. */
  newWorld(): PhysicsWorld {
    const { recipe, groundFriction } = this.body
    const world = new PhysicsWorld({ timestep: this.dt / this.worldSteps, ...recipe })
    if (this.terrain.isFlat) world.addFlatGround(groundFriction)
    else world.addProfileGround(this.terrain.profile, groundFriction)
    return world
  }

  /** Puts the body at the start of an episode, upright on the ground at x, with the noise of Gymnasium's resets. */
  begin(planar: PlanarBody, generator: Generator, x: number): void {
    const scale = this.#resetNoiseScale
    const { restObservation, resetVelocityNoise } = this.body
    const positions = planar.positions.map(() => scale * generator.uniform(-1, 1))
    const velocities = planar.velocities.map(
      () => scale * (resetVelocityNoise === 'normal' ? generator.normal() : generator.uniform(-1, 1)),
    )
    positions[0] += x
    positions[1] += restObservation + this.#highestGround(x)
    planar.setState(positions, velocities)
  }

  /** The body as a task sees it, at the start, or after a step from `xBefore` by `action`. */
  measure(planar: PlanarBody, xBefore = planar.positions[0], action?: Float32Array): Quantities {
    const { positions, velocities } = planar
    let effort = 0
    if (action) for (let j = 0; j < action.length; j++) effort += action[j] * action[j]
    return {
      x: positions[0],
      height: this.#height(planar),
      rest: this.body.restObservation,
      pitch: positions[2],
      positions,
      velocities,
      xVelocity: (positions[0] - xBefore) / this.dt,
      effort,
    }
  }

  /** Throws `InputError` for an action of another length or with something that is no finite number. */
  checkAction(action: Float32Array): Float32Array {
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

  /** What is observed of the body (`ObservationLayout`), into `observation` or a new array. */
  observe(
    planar: PlanarBody,
    observation: Float32Array = new Float32Array(this.observationSpace.size),
  ): Float32Array {
    const { positions, velocities } = planar
    const { velocityClip } = this.body
    let k = 0
    if (this.layout.x !== undefined) observation[k++] = positions[0]
    observation[k++] = this.#height(planar)
    for (let j = 2; j < positions.length; j++) observation[k++] = positions[j]
    for (let j = 0; j < velocities.length; j++) {
      const rate = velocities[j]
      observation[k++] = rate > velocityClip ? velocityClip : rate < -velocityClip ? -velocityClip : rate
    }
    return observation
  }

  /**
   * Puts the body where this observation was made, at `x` where the observation leaves that out. Returns where it gets to
   * in one step at the observed speed, m.
   */
  recall(planar: PlanarBody, observation: Float32Array, x: number): number {
    const { layout } = this
    const here = layout.x === undefined ? x : observation[layout.x]
    const z = observation[layout.height] + this.terrain.surfaceAt(here)
    planar.setState(
      [here, z, ...observation.subarray(layout.pitch, layout.xVelocity)],
      observation.subarray(layout.xVelocity),
    )
    return here + observation[layout.xVelocity] * this.dt
  }

  #highestGround(x: number): number {
    if (this.terrain.isFlat) return 0
    const heights = [...this.terrain.surface]
      .filter(([px]) => px > x - STANCE && px < x + STANCE)
      .map(([, z]) => z)
    return Math.max(this.terrain.surfaceAt(x - STANCE), this.terrain.surfaceAt(x + STANCE), ...heights)
  }

  /** Height of the torso over the ground under it, in the observation's terms. */
  #height({ positions }: PlanarBody): number {
    return positions[1] - this.terrain.surfaceAt(positions[0])
  }
}
