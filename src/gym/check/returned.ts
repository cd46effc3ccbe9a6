import { InputError } from '../../platform/index.js'
import { snapshot } from '../snapshot.js'
import { isSame } from './sameness.js'

/** The observations that an environment has returned: the caller's from then on, to be left alone. */
export class ReturnedObservations {
  readonly #kept: { observation: unknown; copy: unknown }[] = []
  readonly #arrays = new Set<object>()

  /** Adds what `method` returned. Throws where it wrote into the observation before, or returned an array again. */
  add(method: string, observation: unknown): void {
    if (this.#kept.slice(-1).some(isChanged))
      throw new InputError(
        `${method}: it changed the observation returned before; return a new array each time`,
      )
    for (const array of arraysIn(observation)) {
      if (this.#arrays.has(array))
        throw new InputError(
          `${method}: it returned an array that it had returned before; return a new array each time`,
        )
      this.#arrays.add(array)
    }
    this.#kept.push({ observation, copy: snapshot(observation) })
  }

  /** Throws where one was changed later than by the next call. */
  check(): void {
    if (this.#kept.some(isChanged))
      throw new InputError('an observation was changed some calls after it was returned; keep no array of it')
  }
}

function isChanged({ observation, copy }: { observation: unknown; copy: unknown }): boolean {
  return !isSame(observation, copy)
}

/** The arrays that an observation is made of, in whatever lists and objects. */
function arraysIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return ArrayBuffer.isView(value) ? [value] : Object.values(value).flatMap(arraysIn)
}
