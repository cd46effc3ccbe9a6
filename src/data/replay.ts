import { type Env, fromJSONValue, make, type Options } from '../gym/index.js'
import { asBatch, ReplayPolicy, Rollout } from '../policies/index.js'
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
  const { seed, resetOptions, length, observationSize, rewards } = episode
  const options = fromJSONValue(resetOptions) as Options | undefined
  let divergence: Divergence | undefined
  const rollout = new Rollout({
    envs: [env],
    policy: asBatch(new ReplayPolicy(episode)),
    maxSteps: length,
    onStep({ step, reward, observation, terminated, truncated }) {
      const message =
        firstDifference([reward], rewards.subarray(step, step + 1), 'reward') ??
        (step < length - 1 ? earlyEnd(terminated || truncated) : otherEnd(terminated))
      divergence = message === undefined ? compareObservation(observation, step + 1) : { step, message }
      if (divergence) rollout.stop()
    },
  })
  rollout.reset([{ seed, ...(options && { options }) }])
  divergence = compareObservation(rollout.observations[0], 0)
  if (!divergence && length > 0) rollout.runSync()
  return divergence

  function compareObservation(observation: Float32Array, step: number): Divergence | undefined {
    const isFinal = step === length
    if (isFinal && episode.finalObservation.length === 0) return undefined
    const recorded = isFinal
      ? episode.finalObservation
      : episode.observations.subarray(step * observationSize, (step + 1) * observationSize)
    const message = firstDifference(observation, recorded, isFinal ? 'final observation' : 'observation')
    return message === undefined ? undefined : { step, message }
  }

  function earlyEnd(ended: boolean): string | undefined {
    return ended ? `the replay ends here, the recording has ${length} steps` : undefined
  }

  function otherEnd(terminated: boolean): string | undefined {
    if (terminated === episode.terminated) return undefined
    return `the replay ${terminated ? 'terminates' : 'does not terminate'}, the recording does${episode.terminated ? '' : ' not'}`
  }
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
