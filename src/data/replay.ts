import type { Env } from '../gym/env.js'
import { fromJSONValue } from '../gym/jsonValue.js'
import { make } from '../gym/registration.js'
import type { Options } from '../gym/spec.js'
import type { Episode } from './episode.js'

/** Where a replay first leaves the recording: the step, and what differs. */
export interface Divergence {
  step: number
  message: string
}

/**
 * Simulates an episode again from its seed and its applied actions and compares every number, bit for bit. Undefined
 * where all agree. The environment must be registered; InputErrors of `make` pass through.
 */
export function replayEpisode(
  episode: Episode,
  makeEnv: (id: string, options: Options) => Env = make,
): Divergence | undefined {
  const env = makeEnv(episode.envId, fromJSONValue(episode.envOptions) as Options)
  try {
    return compare(episode, env)
  } finally {
    env.close()
  }
}

function compare(episode: Episode, env: Env): Divergence | undefined {
  const { seed, resetOptions, length, observationSize, actionSize, rewards } = episode
  const applied = episode.appliedActions ?? episode.actions
  const options = fromJSONValue(resetOptions) as Options | undefined
  let [observation] = env.reset({ seed, ...(options && { options }) })
  for (let step = 0; step < length; step++) {
    const recorded = episode.observations.subarray(step * observationSize, (step + 1) * observationSize)
    const difference = firstDifference(observation, recorded, 'observation')
    if (difference) return { step, message: difference }
    const action = applied.slice(step * actionSize, (step + 1) * actionSize)
    const [next, reward, terminated, truncated] = env.step(action)
    const rewardDifference = firstDifference([reward], rewards.subarray(step, step + 1), 'reward')
    if (rewardDifference) return { step, message: rewardDifference }
    observation = next
    if (step < length - 1 && (terminated || truncated))
      return { step, message: `the replay ends here, the recording has ${length} steps` }
    if (step === length - 1 && terminated !== episode.terminated)
      return {
        step,
        message: `the replay ${terminated ? 'terminates' : 'does not terminate'}, the recording does${episode.terminated ? '' : ' not'}`,
      }
  }
  if (episode.finalObservation.length === 0) return undefined
  const difference = firstDifference(observation, episode.finalObservation, 'final observation')
  return difference ? { step: length, message: difference } : undefined
}

/** Compared as float32, in which everything is stored; −0 is not 0. */
function firstDifference(
  replayed: ArrayLike<number>,
  recorded: ArrayLike<number>,
  name: string,
): string | undefined {
  if (replayed.length !== recorded.length)
    return `${name} has ${replayed.length} numbers in the replay, ${recorded.length} in the recording`
  for (let i = 0; i < recorded.length; i++)
    if (!Object.is(Math.fround(replayed[i]), recorded[i]))
      return `${name}[${i}] is ${Math.fround(replayed[i])} in the replay, ${recorded[i]} in the recording`
  return undefined
}
