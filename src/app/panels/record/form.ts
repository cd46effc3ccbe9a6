import * as v from 'valibot'
import { bodies, type BodyName } from '../../../game/index.js'
import { Id } from '../../../host/window.js'
import { gaitOf } from '../../../policies/index.js'
import type { DatasetSummary } from '../../state/libraryStore.js'
import type { Driver } from '../../simulation/protocol.js'

/** Who acts in a recording. */
export type Actor = 'human' | 'scripted' | 'model'

export interface LiveForm {
  actor: Actor
  scheme: string
  model: string
  skill: number
}

/** The driver that a form describes; undefined where it describes none. */
export function driverOf({ actor, scheme, model, skill }: LiveForm): Driver | undefined {
  if (actor === 'human') return scheme === '' ? undefined : { kind: 'human', scheme }
  if (actor === 'model') return model === '' ? undefined : { kind: 'model', model, skill }
  return { kind: 'scripted', skill }
}

/** What a data set calls who acted, as the library of policies does. */
export function controllerOf(driver: Driver, body: BodyName): string {
  if (driver.kind === 'human') return 'human'
  if (driver.kind === 'model') return `agent:${driver.model}`
  return `scripted:${gaitOf(bodies[body].envId) ?? body}`
}

/** Why a new data set cannot have this name; undefined when it can. */
export function nameProblem(
  name: string,
  datasets: readonly Pick<DatasetSummary, 'id'>[],
): string | undefined {
  if (name === '') return 'Give the data set a name.'
  const parsed = v.safeParse(Id, name)
  if (!parsed.success) return `Please ${parsed.issues[0].message}.`
  if (datasets.some(({ id }) => id === name))
    return `There is a data set ${name} already; add to it or choose another name.`
  return undefined
}

/** A name that is free: `cheetah-runs`, `cheetah-runs-2`, … */
export function freeName(wanted: string, datasets: readonly Pick<DatasetSummary, 'id'>[]): string {
  const taken = new Set(datasets.map(({ id }) => id))
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return name
  }
}

/** Data sets of one's own that episodes of this environment may be added to. */
export function growable(datasets: readonly DatasetSummary[], envId: string): DatasetSummary[] {
  return datasets.filter((dataset) => !dataset.shipped && !dataset.error && dataset.envId === envId)
}
