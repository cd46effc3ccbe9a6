import { InputError } from '../platform/index.js'
import type { Env } from './env.js'
import { closest } from './closest.js'
import { EnvSpec, envId, type EnvSpecFields, giveSpec, type Options, parseEnvId } from './spec.js'
import { snapshot } from './snapshot.js'
import type { VectorEnv } from './vector/vectorEnv.js'
import { warn } from './warning.js'
import { wrapByName } from './wrappers/byName.js'
import { OrderEnforcing } from './wrappers/orderEnforcing.js'
import { PassiveEnvChecker } from './wrappers/passiveEnvChecker.js'
import { TimeLimit } from './wrappers/timeLimit.js'

export { EnvSpec, type EntryPoint, type EnvSpecFields, type WrapperSpec } from './spec.js'

/** What `register` takes; `O` are the environment's own options. */
export type Registration<O extends object = Options> = Omit<
  EnvSpecFields,
  'entryPoint' | 'vectorEntryPoint' | 'kwargs'
> & {
  /** Builds the environment; options are its defaults with those of `make` over them. */
  entryPoint: (options: O) => Env<unknown, unknown>
  /** Builds its batched form. */
  vectorEntryPoint?: (options: Options & { numEnvs: number }) => VectorEnv<unknown, unknown>
  kwargs?: Partial<O>
}

/** Options of `make`; all others go to the environment. */
export interface MakeOptions {
  /** Replaces the registered limit; −1 takes it away. */
  maxEpisodeSteps?: number
  /** Replaces the registered choice: whether the first reset and step go unchecked. */
  disableEnvChecker?: boolean
  [option: string]: unknown
}

const registry = new Map<string, EnvSpec>()

/**
 * Makes an environment known to `make`. A second registration of the same id replaces the first, with a warning.
 * Throws `InputError` for a malformed id, and for a name that is to have both versions and none.
 */
export function register<O extends object = Options>(registration: Registration<O>): EnvSpec {
  if (typeof registration.entryPoint !== 'function')
    throw new InputError(
      `register ${registration.id}: entryPoint must be a function that builds the environment`,
    )
  const spec = new EnvSpec(registration as EnvSpecFields)
  const relatives = versionsOf(spec.namespace, spec.name)
  const clash = relatives.find(({ version }) => (version === undefined) !== (spec.version === undefined))
  if (clash)
    throw new InputError(
      `register ${spec.id}: ${clash.id} exists already, and a name has either versions or none; choose another name or version`,
    )
  if (registry.has(spec.id)) warn(`register ${spec.id}: replaces the environment of that id`)
  registry.set(spec.id, spec)
  return spec
}

/**
 * Builds a registered environment, inside the checker of its first steps, `OrderEnforcing`, `TimeLimit` and its
 * additional wrappers as its spec says. An id without a version means the latest. Throws `InputError` for an id that
 * nobody registered, naming the nearest that exist.
 */
export function make<O = Float32Array, A = Float32Array>(
  id: string | EnvSpec,
  options: MakeOptions = {},
): Env<O, A> {
  const spec = specFor(id, options)
  let env = spec.entryPoint!({ ...spec.kwargs }) as Env<O, A>
  if (typeof env?.reset !== 'function' || typeof env.step !== 'function')
    throw new InputError(`make ${spec.id}: its entryPoint returned no environment: reset or step is missing`)
  // Wrappers that the entry point put on are the environment's own: it puts them on again.
  const own = spec.with({ additionalWrappers: [] })
  giveSpec(env, own)
  // Without `unwrapped` it is broken, which the checker says best.
  if (env.unwrapped) giveSpec(env.unwrapped, own)
  if (!spec.disableEnvChecker) env = new PassiveEnvChecker(env)
  if (spec.orderEnforce) env = new OrderEnforcing(env)
  if (spec.maxEpisodeSteps !== undefined) env = new TimeLimit(env, { maxEpisodeSteps: spec.maxEpisodeSteps })
  for (const wrapper of spec.additionalWrappers) env = wrapByName(env, wrapper) as Env<O, A>
  return env
}

/** The spec that `make` builds from: the registered one with these options over it. */
export function specFor(id: string | EnvSpec, options: MakeOptions = {}): EnvSpec {
  const registered = typeof id === 'string' ? findSpec(id) : id
  const { maxEpisodeSteps = registered.maxEpisodeSteps, disableEnvChecker, ...kwargs } = options
  return registered.with({
    ...codeOf(registered),
    kwargs: { ...snapshot(registered.kwargs), ...kwargs },
    maxEpisodeSteps: maxEpisodeSteps === -1 ? undefined : maxEpisodeSteps,
    disableEnvChecker: disableEnvChecker ?? registered.disableEnvChecker,
  })
}

/** The registered spec of an id. Throws `InputError` as `make` does. */
export function findSpec(id: string): EnvSpec {
  const { namespace, name, version } = parseEnvId(id)
  const exact = registry.get(id)
  const versions = versionsOf(namespace, name)
  const latest = versions.at(-1)
  if (version === undefined && !exact && latest) {
    warn(`make ${id}: uses the latest version, ${latest.id}; name it to be sure that it stays the same`)
    return latest
  }
  if (exact) {
    if (version !== undefined && latest!.version! > version)
      warn(`make ${id}: is out of date, ${latest!.id} is newer`)
    return exact
  }
  if (versions.length > 0)
    throw new InputError(
      `no environment ${id}; there ${versions.length === 1 ? 'is' : 'are'} ${versions.map((spec) => spec.id).join(', ')}`,
    )
  throw new InputError(`no environment ${id}; ${suggestion(namespace, name)}`)
}

/** Every registered spec, by id. */
export function registeredEnvs(): EnvSpec[] {
  return [...registry.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Takes an environment out of the registry; true where it was there. */
export function unregister(id: string): boolean {
  return registry.delete(id)
}

/** The registry as a table: a line a namespace, then its environments in columns. */
export function pprintRegistry({
  columns = 3,
  excludeNamespaces = [],
}: { columns?: number; excludeNamespaces?: readonly string[] } = {}): string {
  const namespaces = new Map<string, string[]>()
  for (const { namespace = '', id } of registeredEnvs()) {
    if (excludeNamespaces.includes(namespace)) continue
    namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), id])
  }
  return [...namespaces]
    .map(([namespace, ids]) => {
      const width = Math.max(...ids.map((id) => id.length))
      const lines = [`===== ${namespace || '(no namespace)'} =====`]
      for (let start = 0; start < ids.length; start += columns)
        lines.push(
          ids
            .slice(start, start + columns)
            .map((id) => id.padEnd(width))
            .join(' ')
            .trimEnd(),
        )
      return lines.join('\n')
    })
    .join('\n\n')
}

/** A spec read from JSON has no code with it: the registered environment of that id lends its own. */
function codeOf(spec: EnvSpec): Pick<EnvSpec, 'entryPoint' | 'vectorEntryPoint'> {
  const { entryPoint, vectorEntryPoint } = spec.entryPoint ? spec : findSpec(spec.id)
  return { entryPoint, vectorEntryPoint }
}

/** The registered versions of a name, oldest first. */
function versionsOf(namespace: string | undefined, name: string): EnvSpec[] {
  return [...registry.values()]
    .filter((spec) => spec.namespace === namespace && spec.name === name)
    .sort((a, b) => (a.version ?? -1) - (b.version ?? -1))
}

function suggestion(namespace: string | undefined, name: string): string {
  const specs = [...registry.values()]
  if (specs.length === 0) return 'none is registered yet'
  const near = closest(
    envId(namespace, name, undefined),
    specs.map((spec) => envId(spec.namespace, spec.name, undefined)),
  )
  if (near.length === 0)
    return specs.length > 6
      ? `pprintRegistry() lists the ${specs.length} that exist`
      : `there are ${specs.map(({ id }) => id).join(', ')}`
  const ids = near.map((base) => {
    const parsed = parseEnvId(base)
    return versionsOf(parsed.namespace, parsed.name).at(-1)!.id
  })
  return `did you mean ${ids.join(' or ')}?`
}
