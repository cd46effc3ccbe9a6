import { InputError } from '../../platform/index.js'
import { createGenerator } from '../seeding.js'
import { type Member, Space, type SpaceJSON } from './space.js'

type Spaces = Record<string, Space<unknown>>

/** Objects with a member of one space under each key. Keys are kept in alphabetical order, as Gymnasium keeps them. */
export class Dict<S extends Spaces = Spaces> extends Space<{ [K in keyof S]: Member<S[K]> }> {
  readonly spaces: Readonly<S>

  constructor(spaces: S) {
    super(undefined, undefined)
    const keys = Object.keys(spaces).sort()
    const stranger = keys.find((key) => !(spaces[key] instanceof Space))
    if (stranger !== undefined) throw new InputError(`Dict: ${stranger} is no space`)
    this.spaces = Object.freeze(Object.fromEntries(keys.map((key) => [key, spaces[key]]))) as Readonly<S>
  }

  /** `masks`: a mask for the spaces under some of the keys. */
  sample(masks: { [K in keyof S]?: unknown } = {}): { [K in keyof S]: Member<S[K]> } {
    return this.#map((space, key) => space.sample(masks[key]))
  }

  contains(x: unknown): x is { [K in keyof S]: Member<S[K]> } {
    if (typeof x !== 'object' || x === null) return false
    const keys = Object.keys(this.spaces)
    const members = x as Record<string, unknown>
    return (
      Object.keys(members).length === keys.length &&
      keys.every((key) => Object.hasOwn(members, key) && this.spaces[key].contains(members[key]))
    )
  }

  /** One seed for all, spread so that the spaces draw apart, or one for each key. */
  override seed(seed: number | { [K in keyof S]?: number }): void {
    const generator = typeof seed === 'number' ? createGenerator(seed) : undefined
    for (const [key, space] of Object.entries(this.spaces)) {
      const own = generator ? generator.bits() : (seed as Record<string, number | undefined>)[key]
      if (own !== undefined) space.seed(own)
    }
  }

  toJSON(): SpaceJSON {
    return { type: 'Dict', subspaces: this.#map((space) => space.toJSON()) }
  }

  #map<T>(map: (space: Space<unknown>, key: string) => unknown): T {
    const mapped: unknown = Object.fromEntries(
      Object.entries(this.spaces).map(([key, space]) => [key, map(space, key)]),
    )
    return mapped as T
  }
}
