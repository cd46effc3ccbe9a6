import { Box, type Space } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { findBody, hinges } from '../sim/index.js'
import { gaitNamed, gaitNames, gaitOf } from './gaits.js'
import type { Policy } from './policy.js'
import { RandomPolicy } from './randomPolicy.js'
import { ScriptedPolicy } from './scriptedPolicy.js'

export interface PolicyOptions {
  envId: string
  /** 0–100, for policies that have a skill. */
  skill?: number
  seed?: number
  /** Needed by `random` for an environment that is not one of ours. */
  actionSpace?: Space<unknown>
}

/** Names that `makePolicy` takes; with an environment's id those that fit it. */
export function policyNames(envId?: string): string[] {
  const gaits = gaitNames.filter((name) => envId === undefined || gaitNamed(name)?.envId === envId)
  return ['random', ...gaits.map((name) => `scripted:${name}`)]
}

/**
 * A policy by name: `random`, `scripted:<gait>`, or `scripted` for the gait of the environment's body.
 * Throws `InputError` for a name that does not exist or does not fit the environment.
 */
export function makePolicy(name: string, options: PolicyOptions): Policy {
  const { envId, skill, seed } = options
  if (name === 'random') return new RandomPolicy(actionSpaceOf(options), seed)
  if (name !== 'scripted' && !name.startsWith('scripted:'))
    throw new InputError(`no policy ${name}; for ${envId} there are ${policyNames(envId).join(', ')}`)
  const gaitName = name === 'scripted' ? gaitOf(envId) : name.slice('scripted:'.length)
  const gait = gaitName === undefined ? undefined : gaitNamed(gaitName)
  if (gaitName === undefined || gait === undefined)
    throw new InputError(
      `no ${name} for ${envId}; there are ${policyNames(gaitName === undefined ? undefined : envId).join(', ')}`,
    )
  if (gait.envId !== envId) throw new InputError(`${name} is a gait of ${gait.envId}, not of ${envId}`)
  return new ScriptedPolicy(gaitName, gait, skill)
}

function actionSpaceOf({ envId, actionSpace }: PolicyOptions): Box {
  if (actionSpace instanceof Box) return actionSpace as Box
  const body = actionSpace === undefined ? findBody(envId) : undefined
  if (body) return new Box(-1, 1, [hinges(body).length])
  throw new InputError(`random: ${envId} needs an action space that is a Box`)
}
