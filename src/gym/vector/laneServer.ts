import type { TaskHandler } from '../../platform/index.js'
import { make } from '../registration.js'
import { EnvSpec, type EnvSpecFields } from '../spec.js'
import { Lane, type LaneOrder } from './lane.js'
import type { AutoresetMode } from './vectorEnv.js'

/** What a worker of lanes is opened with. */
export interface LaneInit {
  /** Of each of its lanes, without the code, which cannot travel. */
  specs: EnvSpecFields[]
  /** Place of its first lane in the whole vector environment. */
  firstLane: number
  autoresetMode: AutoresetMode
  /** Modules that register the environments when imported. */
  modules: readonly string[]
}

/** What a worker is asked, with one entry for each of its lanes; it answers with a list of the same length. */
export type LaneTask =
  | { type: 'follow'; orders: LaneOrder[] }
  | { type: 'call'; name: string; args: unknown[] }
  | { type: 'set'; name: string; values: unknown[] }
  | { type: 'close' }

/** The worker's side of `AsyncVectorEnv`: what an entry gives to `serveTasks`. */
export async function laneServer(init: LaneInit): Promise<TaskHandler<LaneTask, unknown[], never>> {
  for (const module of init.modules) await import(/* @vite-ignore */ module)
  const lanes = init.specs.map((spec, index) => {
    const env = make<unknown, unknown>(new EnvSpec(spec))
    return new Lane(env, init.firstLane + index, init.autoresetMode)
  })
  return async (task) =>
    lanes.map((lane, index) => {
      switch (task.type) {
        case 'follow':
          return lane.follow(task.orders[index])
        case 'call':
          return lane.call(task.name, task.args)
        case 'set':
          return lane.set(task.name, task.values[index])
        case 'close':
          return lane.env.close()
      }
    })
}
