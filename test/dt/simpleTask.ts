import type { Episode } from '../../src/data/episode.js'
import type { TrainOptions } from '../../src/dt/index.js'
import { Random } from '../../src/dt/random.js'

/** Episodes whose action is a simple function of the state, so that there is something to learn. */
export function simpleEpisodes(count: number, length = 40): Episode[] {
  const random = new Random(7)
  return Array.from({ length: count }, (_, episodeId) => {
    const observations = Float32Array.from({ length: length * 3 }, () => random.normal())
    const actions = new Float32Array(length * 2)
    for (let t = 0; t < length; t++) {
      actions[2 * t] = Math.tanh(observations[3 * t])
      actions[2 * t + 1] = Math.tanh(observations[3 * t + 1] - observations[3 * t + 2])
    }
    return {
      episodeId,
      envId: 'Test-v0',
      level: '',
      seed: episodeId,
      envOptions: {},
      controller: 'scripted:test',
      observationSize: 3,
      actionSize: 2,
      length,
      observations,
      actions,
      rewards: Float32Array.from({ length }, () => 1 + episodeId / count + 0.1 * random.normal()),
      finalObservation: new Float32Array(3),
      terminated: false,
      truncated: true,
    }
  })
}

/** A model that trains in a moment. */
export const smallTraining: Omit<TrainOptions, 'episodes'> = {
  backend: 'wasm',
  hiddenSize: 16,
  layers: 2,
  heads: 2,
  contextLength: 5,
  batchSize: 8,
  warmupSteps: 5,
  learningRate: 3e-3,
  seed: 3,
}
