import { InputError } from '../../platform/index.js'
import { type Arrays, type DType, Space, type SpaceJSON } from './space.js'
import { nest, sizeOf } from './nested.js'

type Bound = number | ArrayLike<number>

export const arrayTypes: { [D in DType]: new (length: number) => Arrays[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
}

/**
 * Arrays of one shape, each element between its own two bounds, both included. Members are flat typed arrays in
 * row-major order: a `[2, 3]` Box holds arrays of length 6.
 *
 *     new Box(-1, 1, [6])                     six actions
 *     new Box([0, -Infinity], [1, Infinity])  two numbers with bounds of their own
 *     new Box(0, 255, [64, 64, 3], 'uint8')   an image
 */
export class Box<D extends DType = 'float32'> extends Space<Arrays[D]> {
  declare readonly shape: readonly number[]
  declare readonly dtype: D
  /** Least value of each element; may be −Infinity for floats. */
  readonly low: Arrays[D]
  /** Greatest value of each element; may be Infinity for floats. */
  readonly high: Arrays[D]

  /** `low` and `high`: one number for all elements, or one a element. Throws `InputError` where they cannot be. */
  constructor(low: Bound, high: Bound, shape?: readonly number[], dtype: D = 'float32' as D) {
    if (!(dtype in arrayTypes))
      throw new InputError(`Box: no dtype ${dtype}; use one of ${Object.keys(arrayTypes).join(', ')}`)
    const bounds = [low, high].find((bound) => typeof bound !== 'number')
    shape ??= bounds === undefined ? [1] : [bounds.length]
    if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0))
      throw new InputError(`Box: shape must be whole numbers from 0, got [${shape.join(', ')}]`)
    super(Object.freeze([...shape]), dtype)
    this.low = this.#bound('low', low)
    this.high = this.#bound('high', high)
    const crossed = this.low.findIndex((least, index) => least > this.high[index])
    if (crossed >= 0)
      throw new InputError(
        `Box: low must not be above high, got ${this.low[crossed]} and ${this.high[crossed]} at element ${crossed}`,
      )
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /**
   * Each element by its own bounds, as in Gymnasium: uniform between two, exponential away from a single one,
   * normal where there is none.
   */
  sample(): Arrays[D] {
    const sample = new arrayTypes[this.dtype](this.size)
    const whole = !this.dtype.startsWith('float')
    for (let index = 0; index < sample.length; index++) {
      const low = this.low[index]
      const high = this.high[index]
      let value: number
      if (low === -Infinity && high === Infinity) value = this.generator.normal()
      else if (high === Infinity) value = low + this.generator.exponential()
      else if (low === -Infinity) value = high - this.generator.exponential()
      else if (whole) value = low + this.generator.integer(high - low + 1)
      // Halves first: high − low may overflow.
      else value = 2 * (low / 2 + (high / 2 - low / 2) * this.generator.uniform())
      sample[index] = value
    }
    return sample
  }

  contains(x: unknown): x is Arrays[D] {
    if (!(x instanceof arrayTypes[this.dtype]) || x.length !== this.low.length) return false
    // Written so that NaN, which is neither, is outside.
    return x.every((value, index) => value >= this.low[index] && value <= this.high[index])
  }

  /** Whether every element has a finite bound on that side. */
  isBounded(side: 'below' | 'above' | 'both' = 'both'): boolean {
    const below = side === 'above' || this.low.every((value) => value !== -Infinity)
    const above = side === 'below' || this.high.every((value) => value !== Infinity)
    return below && above
  }

  /** Infinite bounds become the strings `"Infinity"` and `"-Infinity"`, as strict JSON has no such numbers. */
  toJSON(): SpaceJSON {
    const bounds = (values: Arrays[D]) => nest(Array.from(values, boundToJSON), this.shape)
    return {
      type: 'Box',
      dtype: this.dtype,
      shape: [...this.shape],
      low: bounds(this.low),
      high: bounds(this.high),
    }
  }

  #bound(name: string, bound: Bound): Arrays[D] {
    const values = new arrayTypes[this.dtype](this.size)
    if (typeof bound !== 'number' && bound.length !== values.length)
      throw new InputError(
        `Box: ${name} has ${bound.length} elements, its shape [${this.shape.join(', ')}] wants ${values.length}`,
      )
    for (let index = 0; index < values.length; index++) {
      const value = typeof bound === 'number' ? bound : bound[index]
      values[index] = value
      const fits = this.dtype.startsWith('float') ? !Number.isNaN(values[index]) : values[index] === value
      if (!fits) throw new InputError(`Box: ${name} ${value} at element ${index} is no ${this.dtype}`)
    }
    return values
  }
}

function boundToJSON(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}
