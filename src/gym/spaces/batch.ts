import { InputError } from '../../platform/index.js'
import { describe } from '../action.js'
import { arrayTypes, Box } from './box.js'
import { Dict } from './dict.js'
import { Discrete } from './discrete.js'
import { MultiBinary } from './multiBinary.js'
import { fitsInt32, MultiDiscrete } from './multiDiscrete.js'
import type { DType, Space } from './space.js'
import { Tuple } from './tuple.js'

/**
 * The space of `count` members of `space` at once, as Gymnasium batches them: an array grows a first axis, `Dict` and
 * `Tuple` are batched part by part, choices become `MultiDiscrete` and those become whole numbers in a `Box`. Members
 * of a space of one's own become a list.
 */
export function batchSpace(space: Space<unknown>, count: number): Space<unknown> {
  if (space instanceof Box)
    return new Box(repeat(space.low, count), repeat(space.high, count), [count, ...space.shape], space.dtype)
  if (space instanceof Discrete) {
    if (!fitsInt32(space.start, space.n))
      throw new InputError(
        `batchSpace: a Discrete of ${space.n} from ${space.start} does not fit int32, in which lanes are joined`,
      )
    return new MultiDiscrete(fill(space.n, count), fill(space.start, count))
  }
  if (space instanceof MultiDiscrete) {
    const high = space.nvec.map((n, index) => space.start[index] + n - 1)
    return new Box(repeat(space.start, count), repeat(high, count), [count, ...space.shape], 'int32')
  }
  if (space instanceof MultiBinary) return new Box(0, 1, [count, ...space.shape], 'int8')
  if (space instanceof Dict)
    return new Dict(
      Object.fromEntries(Object.entries(space.spaces).map(([key, part]) => [key, batchSpace(part, count)])),
    )
  if (space instanceof Tuple) return new Tuple(placesOf(space).map((part) => batchSpace(part, count)))
  return new Tuple(fill(space, count))
}

/**
 * Members of `space`, one a lane, as one member of its batch space. Throws `InputError` that names the lane of one that
 * has another size; whether it lies in the space is not asked.
 */
export function concatenate(space: Space<unknown>, members: readonly unknown[]): unknown {
  if (space instanceof Discrete) {
    expectEach(members, 'a number', (member) => typeof member === 'number')
    return Int32Array.from(members as number[])
  }
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary) {
    const rows = members as readonly ArrayLike<number>[]
    expectEach(rows, `an array of ${space.size}`, (row) => (row as (typeof rows)[0])?.length === space.size)
    const type: DType = space instanceof MultiDiscrete ? 'int32' : (space.dtype as DType)
    const batch = new arrayTypes[type](space.size * rows.length)
    rows.forEach((row, lane) => batch.set(row, lane * space.size))
    return batch
  }
  if (space instanceof Dict) {
    expectEach(members, 'an object', (member) => typeof member === 'object' && member !== null)
    const rows = members as readonly Record<string, unknown>[]
    return Object.fromEntries(
      Object.entries(space.spaces).map(([key, part]) => [
        key,
        concatenate(
          part,
          rows.map((row) => row[key]),
        ),
      ]),
    )
  }
  if (space instanceof Tuple) {
    expectEach(members, 'a list', Array.isArray)
    const rows = members as readonly (readonly unknown[])[]
    return placesOf(space).map((part, index) =>
      concatenate(
        part,
        rows.map((row) => row[index]),
      ),
    )
  }
  return [...members]
}

/**
 * The other way: the member of each of `count` lanes. Arrays are copies. Throws `InputError` where the batch is not of
 * `count` members.
 */
export function separate(space: Space<unknown>, batch: unknown, count: number): unknown[] {
  const lanes = Array.from({ length: count }, (_, lane) => lane)
  if (space instanceof Discrete) {
    expectLength(batch, count)
    return Array.from(batch as Int32Array)
  }
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary) {
    expectLength(batch, space.size * count)
    const rows = batch as Float32Array
    return lanes.map((lane) => rows.slice(lane * space.size, (lane + 1) * space.size))
  }
  if (space instanceof Dict) {
    const parts = Object.entries(space.spaces).map(
      ([key, part]) => [key, separate(part, (batch as Record<string, unknown>)[key], count)] as const,
    )
    return lanes.map((lane) => Object.fromEntries(parts.map(([key, members]) => [key, members[lane]])))
  }
  if (space instanceof Tuple) {
    const parts = placesOf(space).map((part, index) => separate(part, (batch as unknown[])[index], count))
    return lanes.map((lane) => parts.map((members) => members[lane]))
  }
  expectLength(batch, count)
  return [...(batch as unknown[])]
}

function expectEach(members: readonly unknown[], what: string, fits: (member: unknown) => boolean): void {
  const lane = members.findIndex((member) => !fits(member))
  if (lane >= 0)
    throw new InputError(`concatenate: lane ${lane}: expected ${what}, got ${describe(members[lane])}`)
}

function expectLength(batch: unknown, length: number): void {
  const got = (batch as ArrayLike<unknown> | undefined)?.length
  if (got !== length)
    throw new InputError(
      `expected an array of ${length} for all lanes, one after the other, got ${describe(batch)}`,
    )
}

function placesOf(space: Tuple): readonly Space<unknown>[] {
  return space.spaces
}

function repeat(row: ArrayLike<number>, count: number): number[] {
  return fill(Array.from(row), count).flat()
}

function fill<T>(value: T, count: number): T[] {
  return Array.from({ length: count }, () => value)
}
