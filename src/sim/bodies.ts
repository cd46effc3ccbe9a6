import { InputError } from '../platform/index.js'
import type { Body } from './bodies/body.js'
import { cheetah } from './bodies/cheetah/index.js'
import { hopper } from './bodies/hopper/index.js'
import { walker2d } from './bodies/walker2d/index.js'

export type { Body, BodyControls, DialTurning, ThrottleRates, TorqueKey } from './bodies/body.js'

/** Steps an episode has, as Gymnasium's. */
export const EPISODE_STEPS = 1000

/**
 * Every body, by the name that levels, menus and verbs use: the one table from which all others come. Descriptions alone:
 * whoever only draws or asks needs no physics engine.
 */
export const bodies = { cheetah, hopper, walker2d } satisfies Readonly<Record<string, Body>>

export type BodyName = keyof typeof bodies
export const bodyNames = Object.keys(bodies) as BodyName[]

/** The body of an environment; undefined for an environment that is not one of ours. */
export function findBody(envId: string): Body | undefined {
  return Object.values(bodies).find(({ tasks }: Body) => Object.hasOwn(tasks, envId))
}

/** The body of a built-in environment. Throws `InputError` for any other. */
export function bodyOf(envId: string): Body {
  const body = findBody(envId)
  if (body) return body
  const known = Object.values(bodies).flatMap(({ tasks }: Body) => Object.keys(tasks))
  throw new InputError(`${envId} is no body of ours; there are ${known.join(', ')}`)
}

/** The name of an environment's body; undefined for an environment that is not one of ours. */
export function bodyNameOf(envId: string): BodyName | undefined {
  return bodyNames.find((name) => bodies[name] === findBody(envId))
}
