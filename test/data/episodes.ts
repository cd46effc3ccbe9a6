import { createGenerator } from '../../src/gym/seeding.js'
import type { Episode } from '../../src/data/index.js'

/** An episode of random numbers, the same for the same id. */
export function makeEpisode(episodeId: number, changes: Partial<Episode> = {}): Episode {
  const random = createGenerator(episodeId)
  const { length = 5 + random.integer(20), observationSize = 3, actionSize = 2 } = changes
  const floats = (count: number) => Float32Array.from({ length: count }, () => random.normal())
  return {
    episodeId,
    envId: 'Test/Env-v0',
    level: '',
    seed: 100 + episodeId,
    envOptions: {},
    controller: 'scripted:test',
    observationSize,
    actionSize,
    length,
    observations: floats(length * observationSize),
    actions: floats(length * actionSize),
    rewards: floats(length),
    finalObservation: floats(observationSize),
    terminated: false,
    truncated: true,
    ...changes,
  }
}

export function makeEpisodes(count: number, changes: Partial<Episode> = {}): Episode[] {
  return Array.from({ length: count }, (_, i) => makeEpisode(i, changes))
}
