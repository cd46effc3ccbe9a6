import { type Env, findNonJson, findSpec, type Options, toJSONValue } from '../gym/index.js'
import { InputError } from '../platform/index.js'
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

/** The options with which `make` builds this environment again, as JSON. */
export function envOptionsOf(env: Env): Options {
  const { spec } = env
  if (!spec) return {}
  const limit = spec.maxEpisodeSteps ?? -1
  const options = {
    ...spec.kwargs,
    ...(limit !== (findSpec(spec.id).maxEpisodeSteps ?? -1) && { maxEpisodeSteps: limit }),
  }
  return recordedOptions(options, `${spec.id}: envOptions`)
}

/** Options in the form in which an episode keeps them, see `toJSONValue`. Throws `InputError` that names the place. */
export function recordedOptions(options: Options, place: string): Options {
  const recorded = toJSONValue(options) as Options
  const wrong = findNonJson(recorded, place)
  if (wrong !== undefined)
    throw new InputError(`${wrong} cannot be written as JSON, so the recording could not be replayed`)
  return recorded
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
