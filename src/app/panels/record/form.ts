import * as v from 'valibot'
import { bodies, type BodyName } from '../../../game/index.js'
import { Id } from '../../../host/contract.js'
import { gaitOf } from '../../../policies/gaits.js'
import type { DatasetSummary } from '../../shell/libraryStore.js'
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

export interface BatchForm {
  policy: string
  episodes: number
  skill: [low: number, high: number]
  noise: number
  seed: number
  dataset: string
}

/** What is wrong with each field of a batch; empty when it can start. */
export function batchProblems(
  form: BatchForm,
  datasets: readonly Pick<DatasetSummary, 'id'>[],
): Partial<Record<keyof BatchForm, string>> {
  const problems: Partial<Record<keyof BatchForm, string>> = {}
  if (!whole(form.episodes, 1, 10_000)) problems.episodes = 'A whole number from 1 to 10,000.'
  if (!(form.noise >= 0 && form.noise <= 1)) problems.noise = 'From 0 (none) to 1.'
  if (!whole(form.seed, 0, 999_999_999)) problems.seed = 'A whole number from 0 to 999,999,999.'
  if (form.skill[0] > form.skill[1]) problems.skill = 'The lowest skill is above the highest.'
  const name = nameProblem(form.dataset, datasets)
  if (name) problems.dataset = name
  return problems
}

function whole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high
}
