import { checkCount, InputError } from '../../platform/index.js'
import { Space, type SpaceJSON } from './space.js'

/** The whole numbers `start, start + 1, …, start + n − 1`, as plain numbers. */
export class Discrete extends Space<number> {
  constructor(
    readonly n: number,
    readonly start = 0,
  ) {
    checkCount('Discrete: n', n)
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(start + n))
      throw new InputError(`Discrete: start must be a whole number, got ${start}`)
    super([], 'int64')
  }

  /** `mask`: one entry a member, truthy where it may be drawn; with none allowed, `start` is the answer. */
  sample(mask?: ArrayLike<number | boolean>): number {
    if (mask === undefined) return this.start + this.generator.integer(this.n)
    if (mask.length !== this.n)
      throw new InputError(`Discrete: a mask needs ${this.n} entries, got ${mask.length}`)
    const allowed = Array.from({ length: this.n }, (_, index) => index).filter((index) => mask[index])
    return this.start + (allowed.length > 0 ? allowed[this.generator.integer(allowed.length)] : 0)
  }

  contains(x: unknown): x is number {
    return Number.isInteger(x) && (x as number) >= this.start && (x as number) < this.start + this.n
  }

  toJSON(): SpaceJSON {
    return { type: 'Discrete', dtype: 'int64', start: this.start, n: this.n }
  }
}
