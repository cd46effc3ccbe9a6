import { InputError } from '../../platform/index.js'
import { createGenerator } from '../seeding.js'
import { type Member, Space, type SpaceJSON } from './space.js'

type Spaces = readonly Space<unknown>[]
type Members<S extends Spaces> = { -readonly [K in keyof S]: Member<S[K]> }

/** Lists with a member of one space in each place. */
export class Tuple<const S extends Spaces = Spaces> extends Space<Members<S>> {
  readonly spaces: S

  constructor(spaces: S) {
    super(undefined, undefined)
    const stranger = spaces.findIndex((space) => !(space instanceof Space))
    if (stranger >= 0) throw new InputError(`Tuple: element ${stranger} is no space`)
    const own: Spaces = Object.freeze([...spaces])
    this.spaces = own as S
  }

  /** `masks`: a mask for the spaces in some of the places. */
  sample(masks: readonly unknown[] = []): Members<S> {
    return this.spaces.map((space, index) => space.sample(masks[index])) as Members<S>
  }

  contains(x: unknown): x is Members<S> {
    return (
      Array.isArray(x) &&
      x.length === this.spaces.length &&
      this.spaces.every((space, index) => space.contains(x[index]))
    )
  }

  /** One seed for all, spread so that the spaces draw apart, or one for each place. */
  override seed(seed: number | readonly number[]): void {
    const generator = typeof seed === 'number' ? createGenerator(seed) : undefined
    this.spaces.forEach((space, index) => {
      const own = generator ? generator.bits() : (seed as readonly number[])[index]
      if (own !== undefined) space.seed(own)
    })
  }

  toJSON(): SpaceJSON {
    return { type: 'Tuple', subspaces: this.spaces.map((space) => space.toJSON()) }
  }
}
