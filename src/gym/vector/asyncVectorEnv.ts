import { BrowserTaskPool, InputError, type TaskPool } from '../../platform/index.js'
import type { Info } from '../env.js'
import { findSpec, make } from '../registration.js'
import { batchSpace, separate } from '../spaces/batch.js'
import type { Space } from '../spaces/space.js'
import type { EnvSpec } from '../spec.js'
import {
  batchReset,
  batchStep,
  checkSameSpaces,
  type EnvSpaces,
  oneForEach,
  resetOrders,
} from './batching.js'
import type { LaneOrder, LaneResult } from './lane.js'
import type { LaneInit, LaneTask } from './laneServer.js'
import {
  type AutoresetMode,
  autoresetModeOf,
  type VectorEnv,
  type VectorResetOptions,
  type VectorStepResult,
} from './vectorEnv.js'

/** Where the workers come from: worker threads in Node, a browser's workers, or a test's own. */
export interface EnvWorkers {
  /** How many may run at once. */
  count: number
  /** One worker, whose entry serves `laneServer`. */
  open(init: LaneInit): TaskPool<LaneTask, unknown[], never>
}

export interface AsyncVectorOptions {
  autoresetMode?: AutoresetMode
  /**
   * Modules that register the environments when imported, as absolute URLs: workers share no memory with this thread,
   * so a game of one's own must tell them where it is. The built-in bodies are there already.
   */
  modules?: readonly string[]
  /** Worker threads on all cores unless told otherwise; a browser needs `browserEnvWorkers`. */
  workers?: EnvWorkers
}

/** A worker and the lanes that are its. */
interface Group {
  pool: TaskPool<LaneTask, unknown[], never>
  start: number
  end: number
}

/**
 * Steps its lanes on several cores, each worker some of them. Everything is asynchronous, one call at a time: `const
 * answer = envs.step(actions)`, then work of one's own, then `await answer`. Close it, or its workers keep the process
 * alive.
 */
export class AsyncVectorEnv<O = Float32Array, A = Float32Array> implements VectorEnv<O, A> {
  readonly numEnvs: number
  readonly observationSpace: Space<O>
  readonly actionSpace: Space<A>
  readonly singleObservationSpace: Space<unknown>
  readonly singleActionSpace: Space<unknown>
  readonly autoresetMode: AutoresetMode
  readonly #specs: readonly EnvSpec[]
  readonly #options: AsyncVectorOptions
  #groups: Promise<Group[]> | undefined
  #pending: string | undefined
  #closed = false

  /**
   * One id or spec a lane; options of an environment are in its spec. They must be registered in this thread too, where
   * one of each is built to learn the spaces. Throws `InputError` where these differ.
   */
  constructor(
    lanes: readonly (string | EnvSpec)[],
    options: AsyncVectorOptions = {},
    readonly spec?: EnvSpec,
  ) {
    if (lanes.length === 0) throw new InputError('AsyncVectorEnv: needs at least one environment')
    this.#specs = lanes.map((lane) => (typeof lane === 'string' ? findSpec(lane) : lane))
    this.#options = options
    this.numEnvs = lanes.length
    this.autoresetMode = autoresetModeOf('AsyncVectorEnv', options.autoresetMode)
    const examples = new Map([...new Set(this.#specs)].map((lane) => [lane, spacesOf(lane)]))
    const spaces = this.#specs.map((lane) => examples.get(lane)!)
    checkSameSpaces('AsyncVectorEnv', spaces)
    this.singleObservationSpace = spaces[0].observationSpace
    this.singleActionSpace = spaces[0].actionSpace
    this.observationSpace = batchSpace(this.singleObservationSpace, lanes.length) as Space<O>
    this.actionSpace = batchSpace(this.singleActionSpace, lanes.length) as Space<A>
  }

  async reset(options: VectorResetOptions = {}): Promise<[observations: O, infos: Info]> {
    const orders = resetOrders(this.numEnvs, options)
    const results = await this.#follow('reset', orders)
    return batchReset(this.singleObservationSpace, orders, results) as [O, Info]
  }

  async step(actions: A): Promise<VectorStepResult<O>> {
    const rows = separate(this.singleActionSpace, actions, this.numEnvs)
    const results = await this.#follow(
      'step',
      rows.map((action) => ({ type: 'step', action })),
    )
    return batchStep(this.singleObservationSpace, results) as VectorStepResult<O>
  }

  /** The property `name` of each lane; where it is a method, what it returns for `args`. */
  call(name: string, ...args: unknown[]): Promise<unknown[]> {
    return this.#ask('call', () => ({ type: 'call', name, args }))
  }

  getAttr(name: string): Promise<unknown[]> {
    return this.call(name)
  }

  /** One value for all lanes, or a list with one for each. */
  async setAttr(name: string, values: unknown): Promise<void> {
    const each = oneForEach(name, values, this.numEnvs)
    await this.#ask('setAttr', ({ start, end }) => ({ type: 'set', name, values: each.slice(start, end) }))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const groups = await this.#groups?.catch(() => [])
    for (const { pool } of groups ?? []) {
      // A lane that fails to close must not keep its worker running.
      if (!this.#pending) await pool.run({ type: 'close' }).catch(() => [])
      await pool.close()
    }
  }

  #follow(what: string, orders: LaneOrder[]): Promise<LaneResult[]> {
    return this.#ask(what, ({ start, end }) => ({
      type: 'follow',
      orders: orders.slice(start, end),
    })) as Promise<LaneResult[]>
  }

  /** Gives every worker its task and joins their answers; the first error counts, once all have answered. */
  async #ask(what: string, taskFor: (group: Group) => LaneTask): Promise<unknown[]> {
    if (this.#closed) throw new InputError(`AsyncVectorEnv: ${what} after close`)
    if (this.#pending)
      throw new InputError(`AsyncVectorEnv: ${what} while ${this.#pending} is under way; await it first`)
    this.#pending = what
    try {
      const groups = await (this.#groups ??= this.#open())
      const answers = await Promise.allSettled(groups.map((group) => group.pool.run(taskFor(group))))
      return answers.flatMap((answer) => {
        if (answer.status === 'rejected') throw answer.reason
        return answer.value
      })
    } finally {
      this.#pending = undefined
    }
  }

  async #open(): Promise<Group[]> {
    const workers = this.#options.workers ?? (await nodeEnvWorkers())
    const count = Math.min(workers.count, this.numEnvs)
    return Array.from({ length: count }, (_, index) => {
      const start = Math.round((index * this.numEnvs) / count)
      const end = Math.round(((index + 1) * this.numEnvs) / count)
      const specs = this.#specs
        .slice(start, end)
        .map((spec) => ({ ...spec, entryPoint: undefined, vectorEntryPoint: undefined }))
      const modules = this.#options.modules ?? []
      const pool = workers.open({ specs, firstLane: start, autoresetMode: this.autoresetMode, modules })
      return { pool, start, end }
    })
  }
}

function spacesOf(spec: EnvSpec): EnvSpaces {
  const example = make<unknown, unknown>(spec)
  const { observationSpace, actionSpace } = example
  example.close()
  return { observationSpace, actionSpace }
}

/** Worker threads on the package's own bundle, as many as there are cores. */
async function nodeEnvWorkers(): Promise<EnvWorkers> {
  // Only where it is needed: a browser has no `node:` modules.
  const { cores, NodeTaskPool, workerScript } = await import('../../platform/node.js')
  const script = workerScript('env')
  if (!script)
    throw new InputError('AsyncVectorEnv: dist/node/workers/env.mjs is not there; run npm run build')
  return { count: cores(), open: (init) => new NodeTaskPool(script, 1, init) }
}

/** A browser's workers, for the option `workers`; `open` as `BrowserTaskPool` wants it. */
export function browserEnvWorkers(open: () => Worker, count = navigator.hardwareConcurrency): EnvWorkers {
  return { count, open: (init) => new BrowserTaskPool(open, 1, init) }
}
