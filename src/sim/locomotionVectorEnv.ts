import {
  AutoresetMode,
  autoresetModeOf,
  batchReset,
  batchSpace,
  batchStep,
  type Box,
  createGenerator,
  type EnvSpec,
  type Generator,
  type Info,
  type LaneResult,
  resetOrders,
  type Space,
  type VectorEnv,
  type VectorResetOptions,
  type VectorStepResult,
} from '../gym/index.js'
import { checkCount, InputError } from '../platform/index.js'
import type { Body } from './bodies/body.js'
import { LocomotionPhysics } from './locomotionPhysics.js'
import { parseOptions, parseResetOptions, type LocomotionOptions } from './options.js'
import { PlanarBody } from './planarBody.js'
import type { PhysicsWorld } from './rapier.js'
import { judged, startInfo, type Judge, type Task } from './task.js'

export type LocomotionVectorOptions = LocomotionOptions & {
  numEnvs: number
  autoresetMode?: AutoresetMode
  maxEpisodeSteps?: number
}

interface VectorLane {
  planar: PlanarBody
  generator: Generator
  steps: number
  last?: LaneResult
}

/**
 * Many bodies of one kind in one physics world, all of them at y = 0, where they pass through one another. Each lane
 * gives the same bits as a `LocomotionEnv` alone would; the world is stepped once for all.
 */
export class LocomotionVectorEnv implements VectorEnv<Float32Array, Float32Array> {
  readonly numEnvs: number
  readonly autoresetMode: AutoresetMode
  readonly spec?: EnvSpec
  readonly singleObservationSpace: Box
  readonly singleActionSpace: Box
  readonly observationSpace: Space<Float32Array>
  readonly actionSpace: Space<Float32Array>
  #physics: LocomotionPhysics
  #judge: Judge
  #maxSteps: number
  #world: PhysicsWorld | undefined
  #lanes: VectorLane[] = []

  /** Throws `InputError` for options that do not exist or cannot be. */
  constructor(body: Body, options: LocomotionVectorOptions, task: Task = body.tasks[body.envId]) {
    const { numEnvs, autoresetMode, maxEpisodeSteps = Infinity, ...own } = options
    checkCount('LocomotionVectorEnv: numEnvs', numEnvs)
    if (maxEpisodeSteps !== Infinity) checkCount('LocomotionVectorEnv: maxEpisodeSteps', maxEpisodeSteps)
    const given = parseOptions(body, task, own)
    this.#physics = new LocomotionPhysics(body, given)
    this.#judge = task.judge(given)
    this.#maxSteps = maxEpisodeSteps
    this.numEnvs = numEnvs
    this.autoresetMode = autoresetModeOf('LocomotionVectorEnv', autoresetMode)
    this.singleObservationSpace = this.#physics.observationSpace
    this.singleActionSpace = this.#physics.actionSpace
    this.observationSpace = batchSpace(this.singleObservationSpace, numEnvs) as Space<Float32Array>
    this.actionSpace = batchSpace(this.singleActionSpace, numEnvs) as Space<Float32Array>
  }

  reset(options: VectorResetOptions = {}): [observations: Float32Array, infos: Info] {
    const orders = resetOrders(this.numEnvs, options)
    if (!this.#world) this.#build()
    const results = this.#lanes.map((lane, index) => {
      const order = orders[index]
      if (order.type === 'reset') return this.#begin(lane, order.seed, order.options)
      if (!lane.last) throw new InputError(`lane ${index}: its first reset cannot be left out`)
      return { ...lane.last, final: undefined }
    })
    return batchReset(this.singleObservationSpace, orders, results) as [Float32Array, Info]
  }

  /** `actions`: numEnvs × action size, flat. */
  step(actions: Float32Array): VectorStepResult<Float32Array> {
    const world = this.#world
    if (!world) throw new InputError(`${this.#physics.body.name}: call reset() before anything else`)
    const isOver = this.#lanes.map(({ last }) => Boolean(last && (last.terminated || last.truncated)))
    if (this.autoresetMode === AutoresetMode.Disabled && isOver.includes(true))
      throw new InputError(
        `lane ${isOver.indexOf(true)}: its episode is over; reset it with options.resetMask before the next step`,
      )
    const rows = this.#rows(actions, isOver)
    const xBefore = this.#lanes.map(({ planar }) => planar.positions[0])
    for (let k = 0; k < this.#physics.worldSteps; k++) {
      this.#lanes.forEach(({ planar }, index) => planar.drive(rows[index]))
      world.step()
      for (const { planar } of this.#lanes) planar.readHinges()
    }
    const results = this.#lanes.map((lane, index) => {
      if (isOver[index]) return this.#begin(lane)
      lane.planar.readRoot()
      lane.steps += 1
      const now = this.#physics.measure(lane.planar, xBefore[index], rows[index])
      const { reward, isOver: terminated, info } = judged(this.#judge, now)
      const truncated = lane.steps >= this.#maxSteps
      const observation = this.#physics.observe(lane.planar)
      lane.last = { observation, reward, terminated, truncated, info }
      if (this.autoresetMode === AutoresetMode.SameStep && (terminated || truncated)) {
        const next = this.#begin(lane)
        // The new episode has begun: whatever ended is told once, with this answer.
        return { ...next, reward, terminated, truncated, final: { observation, info } }
      }
      return lane.last
    })
    return batchStep(this.singleObservationSpace, results) as VectorStepResult<Float32Array>
  }

  /** (x, z, angle) of every link's origin of a lane, 3 numbers a link, in m and rad. */
  pose(lane: number): Float32Array {
    const poses = new Float32Array(3 * this.#physics.body.links.length)
    this.#lanes[lane].planar.readPoses(poses)
    return poses
  }

  close(): void {
    this.#world?.free()
    this.#world = undefined
    this.#lanes = []
  }

  #build(): void {
    const world = this.#physics.newWorld()
    this.#world = world
    this.#lanes = Array.from({ length: this.numEnvs }, () => ({
      planar: new PlanarBody(world, this.#physics.body),
      generator: createGenerator(),
      steps: 0,
    }))
  }

  #begin(lane: VectorLane, seed?: number, options?: Record<string, unknown>): LaneResult {
    const { x = 0 } = parseResetOptions(this.#physics.body, options)
    if (seed !== undefined) lane.generator = createGenerator(seed)
    lane.planar.forgetContacts()
    this.#physics.begin(lane.planar, lane.generator, x)
    const info = startInfo(this.#judge, this.#physics.measure(lane.planar))
    lane.steps = 0
    const observation = this.#physics.observe(lane.planar)
    lane.last = { observation, reward: 0, terminated: false, truncated: false, info }
    return lane.last
  }

  /** Each lane's action. One that is about to be reset gets none: whatever stands in its place is not used. */
  #rows(actions: ArrayLike<number>, isOver: readonly boolean[]): Float32Array[] {
    const { size } = this.singleActionSpace
    if (actions?.length !== size * this.numEnvs)
      throw new InputError(
        `${this.#physics.body.name}: ${this.numEnvs} lanes take ${size * this.numEnvs} numbers, got ${actions?.length ?? typeof actions}`,
      )
    const flat = actions instanceof Float32Array ? actions : Float32Array.from(actions)
    return isOver.map((over, lane) => {
      if (over) return new Float32Array(size)
      try {
        return this.#physics.checkAction(flat.subarray(lane * size, (lane + 1) * size))
      } catch (error) {
        throw error instanceof InputError ? new InputError(`lane ${lane}: ${error.message}`) : error
      }
    })
  }
}
