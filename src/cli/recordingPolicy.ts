import type { Env } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { makePolicy, type Policy } from '../policies/index.js'
import { loadDialable, SkillDial } from '../skill/index.js'

export interface RecordingPolicy {
  /** Whether it can be weaker and stronger. */
  hasSkill: boolean
  at(skill: number): Policy
}

/**
 * The policy that `--policy` names: `scripted`, `random`, …, or `model:DIR` for a trained one. Throws `InputError` for a
 * name that does not exist and a model that does not fit.
 */
export async function recordingPolicy(name: string, env: Env, seed: number): Promise<RecordingPolicy> {
  const envId = env.spec?.id ?? ''
  if (name.startsWith('model:')) {
    const folder = name.slice('model:'.length)
    const checkpoint = await loadDialable(folder)
    if (checkpoint.gaitway.envId !== envId)
      throw new InputError(
        `--policy ${name} was trained in ${checkpoint.gaitway.envId}, --env is ${envId}: choose one of them`,
      )
    const short = folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
    return { hasSkill: true, at: (skill) => new SkillDial(checkpoint, { skill }, `agent:${short}`) }
  }
  const at = (skill: number) => makePolicy(name, { envId, skill, seed, actionSpace: env.actionSpace })
  try {
    at(50)
  } catch (error) {
    throw error instanceof InputError
      ? new InputError(`--policy: ${error.message}, and model:DIR for a trained agent`)
      : error
  }
  return { hasSkill: name !== 'random', at }
}
