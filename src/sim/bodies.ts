import { InputError } from '../platform/errors.js'
import type { BodyDescription } from './body.js'
import { halfCheetah } from './halfCheetah.js'
import { hopper } from './hopper.js'
import { walker2d } from './walker2d.js'

/** Steps an episode has, as Gymnasium's. */
export const EPISODE_STEPS = 1000

/** Environment id of every body. Descriptions alone: whoever only draws or asks needs no physics engine. */
export const bodies: Readonly<Record<string, BodyDescription>> = {
  'Gaitway/HalfCheetah-v0': halfCheetah,
  'Gaitway/Hopper-v0': hopper,
  'Gaitway/Walker2d-v0': walker2d,
}

/** The body of a built-in environment. Throws `InputError` for any other. */
export function bodyOf(envId: string): BodyDescription {
  const body = Object.hasOwn(bodies, envId) ? bodies[envId] : undefined
  if (!body) throw new InputError(`${envId} is no body of ours; there are ${Object.keys(bodies).join(', ')}`)
  return body
}
