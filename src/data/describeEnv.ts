import type { Env } from '../gym/env.js'
import { findSpec } from '../gym/registration.js'
import { InputError } from '../platform/errors.js'
import type { EnvDescription } from './meta.js'

/** What meta.json keeps of an environment. */
export function describeEnv(env: Env): EnvDescription {
  const { spec } = env
  return {
    id: envIdOf(env),
    observationSpace: env.observationSpace.toJSON(),
    actionSpace: env.actionSpace.toJSON(),
    ...(spec?.maxEpisodeSteps !== undefined && { maxEpisodeSteps: spec.maxEpisodeSteps }),
  }
}

export function envIdOf(env: Env): string {
  if (!env.spec)
    throw new InputError('an environment built by hand has no id to record: register it and use make(id)')
  return env.spec.id
}

/** The options with which `make` builds this environment again. */
export function envOptionsOf(env: Env): Record<string, unknown> {
  const { spec } = env
  if (!spec) return {}
  const limit = spec.maxEpisodeSteps ?? -1
  const options = {
    ...spec.kwargs,
    ...(limit !== (findSpec(spec.id).maxEpisodeSteps ?? -1) && { maxEpisodeSteps: limit }),
  }
  const wrong = findNonJson(options, 'envOptions')
  if (wrong !== undefined)
    throw new InputError(
      `${spec.id}: ${wrong} cannot be written as JSON, so the recording could not be replayed`,
    )
  return options
}

/** Numbers of each observation and action. */
export function sizesOf(env: Env): { observationSize: number; actionSize: number } {
  const size = (name: string, shape: readonly number[] | undefined) => {
    if (shape === undefined || shape.length === 0)
      throw new InputError(
        `${env.spec?.id ?? 'this environment'}: its ${name} space is no Box; wrap it so that ${name}s are vectors`,
      )
    return shape.reduce((product, length) => product * length, 1)
  }
  return {
    observationSize: size('observation', env.observationSpace.shape),
    actionSize: size('action', env.actionSpace.shape),
  }
}

/** The place of the first value that would not come back from JSON as it was. */
export function findNonJson(value: unknown, place: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : place
  if (Array.isArray(value)) return firstDefined(value.map((item, i) => findNonJson(item, `${place}[${i}]`)))
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return place
  return firstDefined(Object.entries(value).map(([key, item]) => findNonJson(item, `${place}.${key}`)))
}

function firstDefined(places: (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}
