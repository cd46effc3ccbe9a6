import { InputError } from '../../platform/index.js'
import { sizeOf } from './nested.js'
import { Space, type SpaceJSON } from './space.js'

/** Arrays of zeros and ones, of `n` elements or of a shape. Members are flat `Int8Array`s in row-major order. */
export class MultiBinary extends Space<Int8Array> {
  declare readonly shape: readonly number[]

  constructor(readonly n: number | readonly number[]) {
    const shape = typeof n === 'number' ? [n] : [...n]
    if (shape.length === 0 || !shape.every((length) => Number.isSafeInteger(length) && length > 0))
      throw new InputError(`MultiBinary: n must be whole numbers above 0, got ${JSON.stringify(n)}`)
    super(Object.freeze(shape), 'int8')
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  /** `mask`: 0 or 1 where the element must be that, 2 where either may be drawn. */
  sample(mask?: ArrayLike<number>): Int8Array {
    if (mask !== undefined && mask.length !== this.size)
      throw new InputError(`MultiBinary: a mask needs ${this.size} entries, got ${mask.length}`)
    const sample = new Int8Array(this.size)
    for (let index = 0; index < sample.length; index++) {
      const fixed = mask?.[index] ?? 2
      sample[index] = fixed === 2 ? this.generator.integer(2) : fixed
    }
    return sample
  }

  contains(x: unknown): x is Int8Array {
    return x instanceof Int8Array && x.length === this.size && x.every((value) => value === 0 || value === 1)
  }

  toJSON(): SpaceJSON {
    return { type: 'MultiBinary', n: typeof this.n === 'number' ? this.n : [...this.n] }
  }
}
