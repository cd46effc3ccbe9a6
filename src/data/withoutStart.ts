import type { Episode } from './episode.js'

/** The episode from step `from` on, which is not its last: a part that no reset leads to. */
export function withoutStart(episode: Episode, from: number): Episode {
  const { observationSize, actionSize, startStep = 0 } = episode
  return {
    ...episode,
    length: episode.length - from,
    observations: episode.observations.slice(from * observationSize),
    actions: episode.actions.slice(from * actionSize),
    appliedActions: episode.appliedActions?.slice(from * actionSize),
    actors: episode.actors?.slice(from),
    rewards: episode.rewards.slice(from),
    startStep: startStep + from,
  }
}
