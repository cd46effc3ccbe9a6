import { InputError } from '../platform/index.js'
import type { Env } from './env.js'
import { layers } from './wrappers/wrapper.js'

/**
 * What an environment may offer beside Gymnasium's own: properties and methods of these names. Nobody has to; whoever
 * has some use for one asks by `capability`, so that a game of one's own gets everywhere where the built-in bodies do.
 * Observations are the innermost environment's own. Poses and states are for what moves in the xz plane: x forward, z up, angles about +y from z towards x.
 */
export interface Capabilities {
  /** Simulated time of one step, s. */
  readonly dt: number
  /** Parts that a step is simulated in. */
  readonly worldSteps: number
  /** Has `listener` called after every such part, instead of the one before; it must only look. */
  onWorldStep(listener: (() => void) | undefined): void
  /** Where the links are: x and z in m and angle in rad of each, 3 numbers a link, into `poses` or a new array. */
  pose(poses?: Float32Array): Float32Array
  /** Positions [x, z, pitch, hinges…] in m and rad, and their rates a second. Copies. */
  state(): { qpos: Float64Array; qvel: Float64Array }
  /** Puts the body in a state of that form; returns the observation. */
  setState(qpos: ArrayLike<number>, qvel: ArrayLike<number>): Float32Array
  /** Puts the body where this observation was made, at `x` where it leaves that out; returns x a step later, m. */
  recall(observation: Float32Array, x: number): number
  /** Whether this observation is of a body that lies on its back. */
  fallen(observation: Float32Array): boolean
}

type Capability = keyof Capabilities

const kinds = {
  dt: 'number',
  worldSteps: 'number',
  onWorldStep: 'function',
  pose: 'function',
  state: 'function',
  setState: 'function',
  recall: 'function',
  fallen: 'function',
} as const satisfies Record<Capability, 'number' | 'function'>

/**
 * What the outermost layer of `env` that has it offers under this name; undefined where none does. Methods come bound.
 * Throws `InputError` where it is something else than it must be.
 */
export function capability<K extends Capability>(
  env: Env<unknown, unknown>,
  name: K,
): Capabilities[K] | undefined {
  const owner = [...layers(env), env.unwrapped].find((layer) => name in layer)
  if (!owner) return undefined
  const offered: unknown = Reflect.get(owner, name)
  if (offered === undefined) return undefined
  if (typeof offered !== kinds[name] || (typeof offered === 'number' && !(offered > 0)))
    throw new InputError(
      `${nameOf(env)}: ${name} must be a ${kinds[name] === 'number' ? 'positive number' : 'method'}, it is ${typeof offered === 'number' ? offered : `a ${typeof offered}`}`,
    )
  return (typeof offered === 'function' ? offered.bind(owner) : offered) as Capabilities[K]
}

/** The same, where nothing can be done without it: `purpose` ends the complaint, as in "to be drawn". */
export function requireCapability<K extends Capability>(
  env: Env<unknown, unknown>,
  name: K,
  purpose: string,
): Capabilities[K] {
  const offered = capability(env, name)
  if (offered === undefined)
    throw new InputError(
      `${nameOf(env)} has no ${name}${kinds[name] === 'function' ? '()' : ''}, which it needs ${purpose}`,
    )
  return offered
}

function nameOf(env: Env<unknown, unknown>): string {
  return env.spec?.id ?? 'the environment'
}
