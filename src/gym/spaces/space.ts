import { createGenerator, type Generator } from '../seeding.js'

/** Element types, as NumPy spells them. */
export type DType = keyof Arrays

/** The array that holds elements of each type. */
export interface Arrays {
  float32: Float32Array
  float64: Float64Array
  int8: Int8Array
  uint8: Uint8Array
  int16: Int16Array
  uint16: Uint16Array
  int32: Int32Array
  uint32: Uint32Array
}

/** A space as JSON, with the field names of Gymnasium and Minari. */
export type SpaceJSON = { type: string } & Record<string, unknown>

/** The set that an observation or an action comes from. */
export abstract class Space<T> {
  #generator: Generator | undefined

  constructor(
    /** Length along each axis; undefined where there is no single array (`Dict`, `Tuple`). */
    readonly shape: readonly number[] | undefined,
    /** Element type; undefined where there is no single array. `Discrete` says `int64` as Gymnasium does. */
    readonly dtype: DType | 'int64' | undefined,
  ) {}

  /** A random member. Some spaces take a mask of what may be drawn. */
  abstract sample(mask?: unknown): T

  /** Whether `x` is a member, its container, length and element type included. */
  abstract contains(x: unknown): x is T

  /** Strict JSON that `spaceFromJSON` reads back. */
  abstract toJSON(): SpaceJSON

  /** Makes `sample` repeat: the same seed gives the same samples. */
  seed(seed: number): void {
    this.#generator = createGenerator(seed)
  }

  /** Whether both describe the same set. Their generators do not matter. */
  equals(other: Space<unknown>): boolean {
    return JSON.stringify(this) === JSON.stringify(other)
  }

  toString(): string {
    return JSON.stringify(this)
  }

  /** What `sample` draws from, randomly seeded on first use. */
  protected get generator(): Generator {
    return (this.#generator ??= createGenerator())
  }
}

/** What a space holds: `Member<Box>` is `Float32Array`. */
export type Member<S> = S extends Space<infer T> ? T : never
