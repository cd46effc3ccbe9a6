import * as v from 'valibot'
import { InputError, parseJson, readAs, shorten } from '../platform/index.js'
import { describe } from './action.js'
import { findNonJson, fromJSONValue, isPlainObject, toJSONValue } from './jsonValue.js'

/** Constructor options of an environment or a wrapper. */
export type Options = Record<string, unknown>

/** Builds one environment from its options. What it must give is `register`'s to say: a spec only keeps it. */
export type EntryPoint = (options: Options) => unknown

/** Builds an environment that steps many lanes at once by itself. */
export type VectorEntryPoint = (options: Options & { numEnvs: number }) => unknown

/** One wrapper around an environment. `kwargs` is null where they cannot be written as JSON (a function, say). */
export interface WrapperSpec {
  name: string
  kwargs: Options | null
}

export interface EnvSpecFields {
  /** `Namespace/Name-v0`; namespace and version may be missing. */
  id: string
  /** Missing in a spec that was read from JSON; `make` then takes it from the registered environment of that id. */
  entryPoint?: EntryPoint
  vectorEntryPoint?: VectorEntryPoint
  /** The return at which the task counts as solved. */
  rewardThreshold?: number
  /** Set where the same seed and actions may give different results. */
  nondeterministic?: boolean
  /** `make` truncates episodes after so many steps. */
  maxEpisodeSteps?: number
  /** Whether `make` refuses `step` before `reset`. On unless false. */
  orderEnforce?: boolean
  /** Whether `make` leaves out the check of the first reset and step. */
  disableEnvChecker?: boolean
  /** Default options of the environment. */
  kwargs?: Options
  /** Wrappers that `make` puts around it, innermost first. */
  additionalWrappers?: readonly WrapperSpec[]
}

/** Everything `make` needs to build an environment again. */
export class EnvSpec {
  readonly id: string
  readonly namespace: string | undefined
  readonly name: string
  readonly version: number | undefined
  readonly entryPoint: EntryPoint | undefined
  readonly vectorEntryPoint: VectorEntryPoint | undefined
  readonly rewardThreshold: number | undefined
  readonly nondeterministic: boolean
  readonly maxEpisodeSteps: number | undefined
  readonly orderEnforce: boolean
  readonly disableEnvChecker: boolean
  readonly kwargs: Options
  readonly additionalWrappers: readonly WrapperSpec[]

  /** Throws `InputError` for a malformed id. */
  constructor(fields: EnvSpecFields) {
    const { namespace, name, version } = parseEnvId(fields.id)
    this.id = fields.id
    this.namespace = namespace
    this.name = name
    this.version = version
    this.entryPoint = fields.entryPoint
    this.vectorEntryPoint = fields.vectorEntryPoint
    this.rewardThreshold = fields.rewardThreshold
    this.nondeterministic = fields.nondeterministic ?? false
    this.maxEpisodeSteps = fields.maxEpisodeSteps
    this.orderEnforce = fields.orderEnforce ?? true
    this.disableEnvChecker = fields.disableEnvChecker ?? false
    this.kwargs = { ...fields.kwargs }
    this.additionalWrappers = [...(fields.additionalWrappers ?? [])]
  }

  /** The same spec with these fields changed. */
  with(changes: Partial<EnvSpecFields>): EnvSpec {
    return new EnvSpec({ ...this, ...changes })
  }

  /**
   * Gymnasium's fields under Gymnasium's names, so that Python reads them too. Entry points are code and stay out. In
   * options, infinite numbers become the words `"Infinity"` and `"-Infinity"`, typed arrays lists. Throws `InputError`
   * for what JSON cannot hold, naming the place.
   */
  toJSON(): Record<string, unknown> {
    return {
      id: this.id,
      entry_point: null,
      reward_threshold: this.rewardThreshold ?? null,
      nondeterministic: this.nondeterministic,
      max_episode_steps: this.maxEpisodeSteps ?? null,
      order_enforce: this.orderEnforce,
      disable_env_checker: this.disableEnvChecker,
      kwargs: this.#optionsToJSON(this.kwargs, 'kwargs'),
      additional_wrappers: this.additionalWrappers.map(({ name, kwargs }) => ({
        name,
        entry_point: name,
        kwargs: kwargs && this.#optionsToJSON(kwargs, `${name}.kwargs`),
      })),
      vector_entry_point: null,
    }
  }

  /** From `JSON.stringify(spec)`, or from its parsed form. Throws `InputError` saying which field is wrong. */
  static fromJSON(json: unknown): EnvSpec {
    const parsed = typeof json === 'string' ? parseJson(json, 'EnvSpec') : json
    const spec = readAs(SpecJSON, parsed, 'EnvSpec', { whole: 'the whole' })
    return new EnvSpec({
      id: spec.id,
      rewardThreshold: spec.reward_threshold ?? undefined,
      nondeterministic: spec.nondeterministic,
      maxEpisodeSteps: spec.max_episode_steps ?? undefined,
      orderEnforce: spec.order_enforce,
      disableEnvChecker: spec.disable_env_checker,
      kwargs: fromJSONValue(spec.kwargs) as Options,
      additionalWrappers: spec.additional_wrappers.map(({ name, kwargs }) => ({
        name,
        kwargs: fromJSONValue(kwargs) as Options | null,
      })),
    })
  }

  /** Readable lines, one a field, defaults left out. */
  pprint(): string {
    const lines = [`id=${this.id}`]
    if (this.rewardThreshold !== undefined) lines.push(`rewardThreshold=${this.rewardThreshold}`)
    if (this.nondeterministic) lines.push('nondeterministic=true')
    if (this.maxEpisodeSteps !== undefined) lines.push(`maxEpisodeSteps=${this.maxEpisodeSteps}`)
    if (!this.orderEnforce) lines.push('orderEnforce=false')
    if (this.disableEnvChecker) lines.push('disableEnvChecker=true')
    if (Object.keys(this.kwargs).length > 0) lines.push(`kwargs=${inWords(this.kwargs)}`)
    for (const wrapper of this.additionalWrappers)
      lines.push(`wrapper=${wrapper.name} ${inWords(wrapper.kwargs)}`)
    return lines.join('\n')
  }

  #optionsToJSON(options: Options, field: string): unknown {
    const json = toJSONValue(options)
    const wrong = findNonJson(json, field)
    if (wrong !== undefined)
      throw new InputError(
        `EnvSpec ${this.id}: ${wrong} cannot be written as JSON; use numbers, text, booleans, lists and plain objects`,
      )
    return json
  }
}

/** JSON for people: what it cannot hold is described. */
function inWords(options: Options | null): string {
  return JSON.stringify(toJSONValue(options), (_, part: unknown) =>
    Array.isArray(part) || isPlainObject(part) || findNonJson(part, '') === undefined ? part : describe(part),
  )
}

const SpecJSON = v.object({
  id: v.string(),
  reward_threshold: v.nullish(v.number()),
  nondeterministic: v.optional(v.boolean(), false),
  max_episode_steps: v.nullish(v.pipe(v.number(), v.integer())),
  order_enforce: v.optional(v.boolean(), true),
  disable_env_checker: v.optional(v.boolean(), false),
  kwargs: v.optional(v.record(v.string(), v.unknown()), {}),
  additional_wrappers: v.optional(
    v.array(v.object({ name: v.string(), kwargs: v.nullable(v.record(v.string(), v.unknown())) })),
    [],
  ),
})

/** Splits `Namespace/Name-v0`. Throws `InputError` for what is no environment id. */
export function parseEnvId(id: string): { namespace?: string; name: string; version?: number } {
  const match = /^(?:([\w:-]+)\/)?([\w:.-]+?)(?:-v(\d+))?$/.exec(id)
  if (!match)
    throw new InputError(
      `environment id ${shorten(JSON.stringify(id))}: expected [Namespace/]Name[-v0], of letters, digits, _ : . and -`,
    )
  const [, namespace, name, version] = match
  return { namespace, name, version: version === undefined ? undefined : Number(version) }
}

/** The other way. */
export function envId(namespace: string | undefined, name: string, version: number | undefined): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}${version === undefined ? '' : `-v${version}`}`
}

/** Tells an environment how it was built, over any accessor that its class has. */
export function giveSpec(env: object, spec: EnvSpec): void {
  const property = { value: spec, writable: true, enumerable: true, configurable: true }
  if (!Reflect.defineProperty(env, 'spec', property))
    throw new InputError(
      `make ${spec.id}: its entry point returned a frozen environment, which cannot be given its spec; leave it open`,
    )
}
