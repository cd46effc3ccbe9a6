import { findNonJson } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import type { Episode } from './episode.js'

/** Refuses an episode that cannot be stored faithfully, naming the array and the step. */
export function checkEpisode(episode: Episode): void {
  const { length, observationSize, actionSize } = episode
  const wrong = (message: string) => new InputError(`episode ${episode.episodeId}: ${message}`)
  if (!(Number.isInteger(length) && length > 0)) throw wrong('it has no steps')
  for (const name of ['episodeId', 'seed', 'startStep'] as const) {
    const value = episode[name] ?? 0
    if (!(Number.isSafeInteger(value) && value >= 0))
      throw wrong(`${name} ${value} is not a whole number from 0 to 2^53 − 1`)
  }
  const notJson =
    findNonJson(episode.envOptions, 'envOptions') ?? findNonJson(episode.resetOptions ?? {}, 'resetOptions')
  if (notJson !== undefined) throw wrong(`${notJson} cannot be written as JSON`)
  const arrays: [string, Float32Array | undefined, number][] = [
    ['observations', episode.observations, length * observationSize],
    ['actions', episode.actions, length * actionSize],
    ['appliedActions', episode.appliedActions, length * actionSize],
    ['rewards', episode.rewards, length],
    [
      'finalObservation',
      episode.finalObservation.length > 0 ? episode.finalObservation : undefined,
      observationSize,
    ],
  ]
  for (const [name, array, size] of arrays) {
    if (array === undefined) continue
    if (array.length !== size) throw wrong(`${name} has ${array.length} numbers, expected ${size}`)
    const bad = array.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0)
      throw wrong(`${name} is ${array[bad]} at step ${Math.min(length, Math.floor((bad * length) / size))}`)
  }
  if (episode.actors) {
    const names = episode.controllers?.length ?? 0
    if (episode.actors.length !== length)
      throw wrong(`actors has ${episode.actors.length} steps, expected ${length}`)
    if (episode.actors.some((actor) => actor >= names))
      throw wrong('actors names one that is not in controllers')
  }
}
