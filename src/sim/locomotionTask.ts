import type { Info } from '../gym/env.js'
import type { Generator } from '../gym/seeding.js'
import { Box } from '../gym/spaces/box.js'
import { InputError } from '../platform/errors.js'
import { hinges, type BodyDescription } from './body.js'
import { parseOptions, type LocomotionOptions } from './options.js'
import type { PlanarBody } from './planarBody.js'
import { PhysicsWorld } from './rapier.js'
import { Terrain, terrainOf } from './terrain.js'

/** How far before and behind the torso a body reaches when it starts, m. */
const STANCE = 0.9

/** What one step was worth. */
export interface LocomotionOutcome {
  reward: number
  terminated: boolean
  info: Info
}

/**
 * What a body is asked to do: run forward. How an episode begins, what is observed, what a step is worth and when it
 * is over, for one body in whatever world; the formulas are `LocomotionEnv`'s.
 */
export class LocomotionTask {
  readonly terrain: Terrain
  readonly observationSpace: Box
  readonly actionSpace: Box
  /** Simulated time of one step, s. */
  readonly dt: number
  /** World steps in one step. */
  readonly worldSteps: number
  #settings

  /** Throws `InputError` for options that do not exist or cannot be. */
  constructor(
    readonly body: BodyDescription,
    options: LocomotionOptions,
  ) {
    const given = parseOptions(body, options)
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
    this.worldSteps = Math.max(1, Math.round((body.recipe.worldSteps * frameSkip) / body.frameSkip))
    const actions = hinges(body).length
    this.actionSpace = new Box(-1, 1, [actions])
    this.observationSpace = new Box(-Infinity, Infinity, [
      2 * (3 + actions) - (this.#settings.excludePositions ? 1 : 0),
    ])
  }

  /** An empty world with the task's ground. */
  newWorld(): PhysicsWorld {
    const { recipe, groundFriction } = this.body
    const world = new PhysicsWorld({ timestep: this.dt / this.worldSteps, ...recipe })
    if (this.terrain.isFlat) world.addFlatGround(groundFriction)
    else world.addProfileGround(this.terrain.profile, groundFriction)
    return world
  }

  /** Puts the body at the start of an episode, upright on the ground at x, with the noise of Gymnasium's resets. */
  begin(planar: PlanarBody, generator: Generator, x: number): Info {
    const { resetNoiseScale } = this.#settings
    const { restObservation, resetVelocityNoise } = this.body
    const positions = planar.positions.map(() => resetNoiseScale * generator.uniform(-1, 1))
    const velocities = planar.velocities.map(
      () =>
        resetNoiseScale * (resetVelocityNoise === 'normal' ? generator.normal() : generator.uniform(-1, 1)),
    )
    positions[0] += x
    positions[1] += restObservation + this.#highestGround(x)
    planar.setState(positions, velocities)
    return { x_position: Math.fround(planar.positions[0]), ...this.#heightInfo(planar) }
  }

  /** What the step that moved the body from `xBefore` by `action` was worth. */
  judge(planar: PlanarBody, xBefore: number, action: Float32Array): LocomotionOutcome {
    const xVelocity = (planar.positions[0] - xBefore) / this.dt
    let effort = 0
    for (let j = 0; j < action.length; j++) effort += action[j] * action[j]
    const { forwardRewardWeight, ctrlCostWeight, healthyReward, terminateWhenUnhealthy } = this.#settings
    const isHealthy = this.#isHealthy(planar)
    const forward = forwardRewardWeight * xVelocity
    const survive = isHealthy ? healthyReward : 0
    const ctrl = -ctrlCostWeight * effort
    return {
      reward: Math.fround(forward + survive + ctrl),
      terminated: terminateWhenUnhealthy && !isHealthy,
      info: {
        x_position: Math.fround(planar.positions[0]),
        x_velocity: Math.fround(xVelocity),
        ...this.#heightInfo(planar),
        reward_forward: forward,
        reward_ctrl: ctrl,
        ...(this.body.healthy && { reward_survive: survive }),
      },
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

  /** What is observed of the body, into `observation` or a new array. */
  observe(
    planar: PlanarBody,
    observation: Float32Array = new Float32Array(this.observationSpace.size),
  ): Float32Array {
    const { positions, velocities } = planar
    const { velocityClip } = this.body
    let k = 0
    if (!this.#settings.excludePositions) observation[k++] = positions[0]
    observation[k++] = this.#height(planar)
    for (let j = 2; j < positions.length; j++) observation[k++] = positions[j]
    for (let j = 0; j < velocities.length; j++) {
      const rate = velocities[j]
      observation[k++] = rate > velocityClip ? velocityClip : rate < -velocityClip ? -velocityClip : rate
    }
    return observation
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

  #heightInfo(planar: PlanarBody): Info {
    return this.body.healthy
      ? { z_distance_from_origin: Math.fround(this.#height(planar) - this.body.restObservation) }
      : {}
  }

  #isHealthy(planar: PlanarBody): boolean {
    const { healthy } = this.#settings
    if (!healthy) return true
    const { positions, velocities } = planar
    if (!inside(this.#height(planar), healthy.z) || !inside(positions[2], healthy.angle)) return false
    for (let j = 2; j < positions.length; j++) if (!inside(positions[j], healthy.state)) return false
    for (let j = 0; j < velocities.length; j++) if (!inside(velocities[j], healthy.state)) return false
    return true
  }
}

/** Strictly between, as Gymnasium's; false for NaN. */
function inside(value: number, [low, high]: readonly [number, number]): boolean {
  return low < value && value < high
}
