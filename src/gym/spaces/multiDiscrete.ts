import { InputError } from '../../platform/index.js'
import { flattenList, nest, shapeOf, sizeOf } from './nested.js'
import { Space, type SpaceJSON } from './space.js'

/** Whether `n` choices from `start` on are whole numbers that fit int32, in which members are held. */
export function fitsInt32(start: number, n: number): boolean {
  const last = start + n - 1
  return start === (start | 0) && last === (last | 0)
}

/** Numbers, or lists of them to any depth, all rows alike. */
export type NestedNumbers = readonly (number | NestedNumbers)[]

/**
 * Several `Discrete` choices at once: element i is one of `nvec[i]` whole numbers from `start[i]`. Members are flat
 * `Int32Array`s in row-major order.
 *
 *     new MultiDiscrete([5, 2, 2])       three choices
 *     new MultiDiscrete([[2, 2], [3, 3]])  four, in a 2 × 2 grid
 */
export class MultiDiscrete extends Space<Int32Array> {
  declare readonly shape: readonly number[]
  /** Number of choices of each element. */
  readonly nvec: Int32Array
  /** Least value of each element. */
  readonly start: Int32Array

  constructor(nvec: NestedNumbers, start?: NestedNumbers) {
    super(Object.freeze(checkedShape(nvec)), 'int64')
    this.nvec = Int32Array.from(flattenList(nvec) as number[])
    this.start = start ? Int32Array.from(flattenList(start) as number[]) : new Int32Array(this.nvec.length)
    if (this.start.length !== this.nvec.length)
      throw new InputError(
        `MultiDiscrete: start has ${this.start.length} elements, nvec has ${this.nvec.length}; they must agree`,
      )
    const wrong = flattenList(nvec).findIndex((n, index) => this.nvec[index] !== n || this.nvec[index] < 1)
    if (wrong >= 0)
      throw new InputError(
        `MultiDiscrete: nvec must be whole numbers above 0, got ${flattenList(nvec)[wrong]} at element ${wrong}`,
      )
    const least = start ? flattenList(start) : []
    const outside = least.findIndex((first, index) => !fitsInt32(first as number, this.nvec[index]))
    if (outside >= 0)
      throw new InputError(
        `MultiDiscrete: choices must be whole numbers that fit int32, got start ${least[outside]} and nvec ${this.nvec[outside]} at element ${outside}`,
      )
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  /** `masks`: for each element one entry a choice, truthy where it may be drawn. */
  sample(masks?: readonly ArrayLike<number | boolean>[]): Int32Array {
    return this.nvec.map((n, index) => {
      const mask = masks?.[index]
      if (mask === undefined) return this.start[index] + this.generator.integer(n)
      const allowed = Array.from({ length: n }, (_, choice) => choice).filter((choice) => mask[choice])
      return this.start[index] + (allowed.length > 0 ? allowed[this.generator.integer(allowed.length)] : 0)
    })
  }

  contains(x: unknown): x is Int32Array {
    if (!(x instanceof Int32Array) || x.length !== this.nvec.length) return false
    return x.every((value, index) => {
      const choice = value - this.start[index]
      return choice >= 0 && choice < this.nvec[index]
    })
  }

  toJSON(): SpaceJSON {
    return {
      type: 'MultiDiscrete',
      dtype: 'int64',
      nvec: nest(Array.from(this.nvec), this.shape),
      start: nest(Array.from(this.start), this.shape),
    }
  }
}

function checkedShape(nvec: NestedNumbers): number[] {
  if (!Array.isArray(nvec) || flattenList(nvec).length === 0)
    throw new InputError('MultiDiscrete: nvec must be a list of at least one number')
  try {
    return shapeOf(nvec)
  } catch {
    throw new InputError('MultiDiscrete: nvec has rows of different lengths')
  }
}
