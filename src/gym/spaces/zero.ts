import { InputError } from '../../platform/index.js'
import { Box } from './box.js'
import { Dict } from './dict.js'
import { Discrete } from './discrete.js'
import { MultiBinary } from './multiBinary.js'
import { MultiDiscrete } from './multiDiscrete.js'
import type { Space } from './space.js'
import { Tuple } from './tuple.js'

/** The member of `space` nearest to zero; of choices the first. */
export function zeroOf<T>(space: Space<T>): T {
  return zero(space) as T
}

function zero(space: Space<unknown>): unknown {
  if (space instanceof Box)
    return space.low.map((low: number, index: number) => Math.min(Math.max(0, low), space.high[index]))
  if (space instanceof Discrete) return space.start
  if (space instanceof MultiDiscrete) return space.start.slice()
  if (space instanceof MultiBinary) return new Int8Array(space.size)
  if (space instanceof Dict)
    return Object.fromEntries(Object.entries(space.spaces).map(([key, part]) => [key, zero(part)]))
  if (space instanceof Tuple) return space.spaces.map(zero)
  throw new InputError(`a ${space.constructor.name} space has no zero`)
}
