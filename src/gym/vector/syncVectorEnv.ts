import { InputError } from '../../platform/index.js'
import type { Env, Info } from '../env.js'
import { batchSpace, separate } from '../spaces/batch.js'
import type { Space } from '../spaces/space.js'
import type { EnvSpec } from '../spec.js'
import { batchReset, batchStep, checkSameSpaces, oneForEach, resetOrders } from './batching.js'
import { Lane } from './lane.js'
import {
  type AutoresetMode,
  autoresetModeOf,
  type VectorEnv,
  type VectorResetOptions,
  type VectorStepResult,
} from './vectorEnv.js'

export interface SyncVectorOptions {
  autoresetMode?: AutoresetMode
}

/** Steps its lanes one after the other, in this thread. */
export class SyncVectorEnv<O = Float32Array, A = Float32Array> implements VectorEnv<O, A> {
  readonly numEnvs: number
  readonly observationSpace: Space<O>
  readonly actionSpace: Space<A>
  readonly singleObservationSpace: Space<unknown>
  readonly singleActionSpace: Space<unknown>
  readonly autoresetMode: AutoresetMode
  readonly #lanes: readonly Lane[]

  /** One function a lane. Throws `InputError` where their spaces differ. */
  constructor(
    envFunctions: readonly (() => Env<unknown, unknown>)[],
    options: SyncVectorOptions = {},
    readonly spec?: EnvSpec,
  ) {
    if (envFunctions.length === 0) throw new InputError('SyncVectorEnv: needs at least one environment')
    const autoresetMode = autoresetModeOf('SyncVectorEnv', options.autoresetMode)
    const envs = envFunctions.map((create) => create())
    const [first] = envs
    checkSameSpaces('SyncVectorEnv', envs)
    this.numEnvs = envs.length
    this.autoresetMode = autoresetMode
    this.singleObservationSpace = first.observationSpace
    this.singleActionSpace = first.actionSpace
    this.observationSpace = batchSpace(first.observationSpace, envs.length) as Space<O>
    this.actionSpace = batchSpace(first.actionSpace, envs.length) as Space<A>
    this.#lanes = envs.map((env, lane) => new Lane(env, lane, autoresetMode))
  }

  /** The environments of the lanes. */
  get envs(): Env<unknown, unknown>[] {
    return this.#lanes.map(({ env }) => env)
  }

  reset(options: VectorResetOptions = {}): [observations: O, infos: Info] {
    const orders = resetOrders(this.numEnvs, options)
    const results = this.#lanes.map((lane, index) => lane.follow(orders[index]))
    return batchReset(this.singleObservationSpace, orders, results) as [O, Info]
  }

  step(actions: A): VectorStepResult<O> {
    const rows = separate(this.singleActionSpace, actions, this.numEnvs)
    const results = this.#lanes.map((lane, index) => lane.follow({ type: 'step', action: rows[index] }))
    return batchStep(this.singleObservationSpace, results) as VectorStepResult<O>
  }

  /** The property `name` of each lane; where it is a method, what it returns for `args`. */
  call(name: string, ...args: unknown[]): unknown[] {
    return this.#lanes.map((lane) => lane.call(name, args))
  }

  getAttr(name: string): unknown[] {
    return this.call(name)
  }

  /** One value for all lanes, or a list with one for each. */
  setAttr(name: string, values: unknown): void {
    const each = oneForEach(name, values, this.numEnvs)
    this.#lanes.forEach((lane, index) => lane.set(name, each[index]))
  }

  close(): void {
    for (const { env } of this.#lanes) env.close()
  }
}
