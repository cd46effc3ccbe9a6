import { bodies, type BodyName, envOptionsOf, type Level } from '../../../game/index.js'
import { gaitOf, keyboardSchemes, type SchemeDescription } from '../../../policies/index.js'
import { type BodyModel, bodyOfEnv, drivableBodies, modelsFor } from '../../scene/bodies.js'
import type { PlayableLevel } from '../../scene/levels.js'
import type { Driver } from '../../simulation/protocol.js'
import { driverOf, type LiveForm } from './form.js'

/** What a person has set; undefined where they have left it to us. */
export interface Wishes {
  body?: BodyName
  /** Id of the level. */
  level?: string
  live: LiveForm
}

/** What there is to choose from. */
export interface Offer<M extends BodyModel> {
  levels: readonly PlayableLevel[]
  models: readonly M[]
  datasets: readonly { id: string; envId: string }[]
  /** The data set that the address asks to add to. */
  preferred?: string
}

/** What is recorded as things stand: the wishes, with what does not exist replaced by what comes closest. */
export interface Choices<M extends BodyModel> {
  drivable: readonly BodyName[]
  body: BodyName
  envId: string
  /** Levels for the body. */
  levels: readonly PlayableLevel[]
  chosen: PlayableLevel | undefined
  schemes: readonly SchemeDescription[]
  /** Sound models of the body. */
  models: readonly M[]
  hasGait: boolean
  live: LiveForm
  driver: Driver | undefined
  /** Who acts, where it is shown. */
  name: string
}

export function choicesOf<M extends BodyModel>(wishes: Wishes, offer: Offer<M>): Choices<M> {
  const drivable = drivableBodies(offer)
  const wanted = wishes.body ?? preferredBody(offer) ?? 'cheetah'
  const body = drivable.includes(wanted) ? wanted : (drivable[0] ?? 'cheetah')
  const { envId } = bodies[body]
  const levels = offer.levels.filter(({ level }) => level.bodies.includes(body))
  const schemes = keyboardSchemes(envId)
  const models = modelsFor(body, offer.models)
  const hasGait = gaitOf(envId) !== undefined
  const live = fittedForm(wishes.live, { schemes, models, hasGait })
  return {
    drivable,
    body,
    envId,
    levels,
    chosen: levels.find(({ id }) => id === wishes.level) ?? levels[0],
    schemes,
    models,
    hasGait,
    live,
    driver: driverOf(live),
    name: live.actor === 'human' ? 'You' : live.actor === 'scripted' ? 'Script' : live.model,
  }
}

/** The level as a batch names it: '' for flat ground without anything on it. */
export function batchLevel(chosen: PlayableLevel | undefined): string {
  return chosen && hasGround(chosen.level) ? chosen.id : ''
}

/** What is said of a level under its name. */
export function levelHint(level: Level | undefined): string | undefined {
  return level?.terrain.length === 0 ? 'Flat ground, up to 1,000 steps.' : level?.description
}

function hasGround(level: Level): boolean {
  return Object.keys(envOptionsOf(level)).length > 0
}

function preferredBody({ datasets, preferred }: Pick<Offer<BodyModel>, 'datasets' | 'preferred'>) {
  return bodyOfEnv(datasets.find(({ id }) => id === preferred)?.envId)
}

function fittedForm(
  form: LiveForm,
  {
    schemes,
    models,
    hasGait,
  }: { schemes: readonly { name: string }[]; models: readonly { id: string }[]; hasGait: boolean },
): LiveForm {
  const instead = hasGait ? 'scripted' : 'model'
  return {
    ...form,
    actor: form.actor === 'human' && schemes.length === 0 ? instead : form.actor,
    scheme: schemes.find(({ name }) => name === form.scheme)?.name ?? schemes[0]?.name ?? '',
    model: models.find(({ id }) => id === form.model)?.id ?? models[0]?.id ?? '',
  }
}
