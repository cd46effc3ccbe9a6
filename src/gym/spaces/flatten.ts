import { InputError } from '../../platform/index.js'
import { Box } from './box.js'
import { Dict } from './dict.js'
import { Discrete } from './discrete.js'
import { MultiBinary } from './multiBinary.js'
import { MultiDiscrete } from './multiDiscrete.js'
import { sizeOf } from './nested.js'
import type { Space } from './space.js'
import { Tuple } from './tuple.js'

/** Numbers that a member of `space` becomes when flattened: choices become one-hot. */
export function flatSize(space: Space<unknown>): number {
  if (space instanceof Box || space instanceof MultiBinary) return sizeOf(space.shape)
  if (space instanceof Discrete) return space.n
  if (space instanceof MultiDiscrete) return space.nvec.reduce((sum, n) => sum + n, 0)
  return subspaces(space).reduce((sum, subspace) => sum + flatSize(subspace), 0)
}

/**
 * The `Box` of one axis that holds flattened members. It is float32 (float64 where a part of `space` is), so that
 * networks take it as it is; Gymnasium would pick NumPy's common type.
 */
export function flattenSpace(space: Space<unknown>): Box<'float32' | 'float64'> {
  const low: number[] = []
  const high: number[] = []
  collectBounds(space, low, high)
  return new Box(low, high, [low.length], hasDoubles(space) ? 'float64' : 'float32')
}

/** A member of `space` as one array, in the order of `flattenSpace`. */
export function flatten(space: Space<unknown>, member: unknown): Float32Array | Float64Array {
  const flat = new (hasDoubles(space) ? Float64Array : Float32Array)(flatSize(space))
  write(space, member, flat, 0)
  return flat
}

/** The other way. Choices are read at the first of the largest numbers. */
export function unflatten(space: Space<unknown>, flat: ArrayLike<number>): unknown {
  if (flat.length !== flatSize(space))
    throw new InputError(`unflatten: expected ${flatSize(space)} numbers, got ${flat.length}`)
  return read(space, Array.from(flat))
}

function collectBounds(space: Space<unknown>, low: number[], high: number[]): void {
  if (space instanceof Box) {
    // Not by spreading: an image has more elements than a call may have arguments.
    for (const bound of space.low) low.push(bound)
    for (const bound of space.high) high.push(bound)
  } else if (space instanceof Discrete || space instanceof MultiDiscrete || space instanceof MultiBinary) {
    for (let left = flatSize(space); left > 0; left--) {
      low.push(0)
      high.push(1)
    }
  } else {
    for (const subspace of subspaces(space)) collectBounds(subspace, low, high)
  }
}

/** Writes a member at `offset` and returns where the next one goes. */
function write(
  space: Space<unknown>,
  member: unknown,
  flat: Float32Array | Float64Array,
  offset: number,
): number {
  if (space instanceof Box || space instanceof MultiBinary) {
    flat.set(member as Float32Array, offset)
    return offset + space.size
  }
  if (space instanceof Discrete) {
    flat[offset + (member as number) - space.start] = 1
    return offset + space.n
  }
  if (space instanceof MultiDiscrete) {
    space.nvec.forEach((n, index) => {
      flat[offset + (member as Int32Array)[index] - space.start[index]] = 1
      offset += n
    })
    return offset
  }
  const keys = space instanceof Dict ? Object.keys(space.spaces) : undefined
  subspaces(space).forEach((subspace, index) => {
    const part = (member as Record<string, unknown>)[keys ? keys[index] : index]
    offset = write(subspace, part, flat, offset)
  })
  return offset
}

/** Takes a member of `space` off the front of `numbers`. */
function read(space: Space<unknown>, numbers: number[]): unknown {
  if (space instanceof Box) {
    const member = space.low.slice()
    member.set(numbers.splice(0, member.length))
    return member
  }
  if (space instanceof MultiBinary) return Int8Array.from(numbers.splice(0, space.size))
  if (space instanceof Discrete) return space.start + largest(numbers.splice(0, space.n))
  if (space instanceof MultiDiscrete)
    return space.nvec.map((n, index) => space.start[index] + largest(numbers.splice(0, n)))
  const parts = subspaces(space).map((subspace) => read(subspace, numbers))
  if (!(space instanceof Dict)) return parts
  return Object.fromEntries(Object.keys(space.spaces).map((key, index) => [key, parts[index]]))
}

function largest(numbers: number[]): number {
  return numbers.indexOf(numbers.reduce((most, number) => Math.max(most, number), -Infinity))
}

function hasDoubles(space: Space<unknown>): boolean {
  if (space instanceof Dict || space instanceof Tuple) return subspaces(space).some(hasDoubles)
  return space.dtype === 'float64'
}

function subspaces(space: Space<unknown>): readonly Space<unknown>[] {
  if (space instanceof Dict) return Object.values(space.spaces)
  if (space instanceof Tuple) return space.spaces
  throw new InputError(`flatten: a ${space.constructor.name} space cannot become one array`)
}
