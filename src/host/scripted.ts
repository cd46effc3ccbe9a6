import type { Env } from '../gym/index.js'
import { InputError } from '../platform/errors.js'
import type { Policy } from '../policies/policy.js'

/** The policy of a scripted recording, at one skill of its range. */
export function scriptedPolicy(name: string, _env: Env, _skill: number): Policy {
  throw new InputError(`there is no policy ${name} yet`)
}
