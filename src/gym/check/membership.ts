import { describe } from '../action.js'
import { arrayTypes, Box } from '../spaces/box.js'
import { Dict } from '../spaces/dict.js'
import { Discrete } from '../spaces/discrete.js'
import { MultiBinary } from '../spaces/multiBinary.js'
import { MultiDiscrete } from '../spaces/multiDiscrete.js'
import type { DType, Space } from '../spaces/space.js'
import { Tuple } from '../spaces/tuple.js'

/** Why `x` is no member of `space`, in words; undefined where it is one. */
export function whyNotIn(space: Space<unknown>, x: unknown): string | undefined {
  if (isMember(space, x)) return undefined
  if (space instanceof Box) {
    const type = arrayTypes[space.dtype as DType]
    if (!(x instanceof type) || x.length !== space.size)
      return `expected ${type.name} of ${space.size}, got ${describe(x)}`
    const index = x.findIndex((value, at) => !(value >= space.low[at] && value <= space.high[at]))
    return `element ${index} is ${x[index]}, outside [${space.low[index]}, ${space.high[index]}]`
  }
  if (space instanceof Discrete)
    return `expected a whole number from ${space.start} to ${space.start + space.n - 1}, got ${describe(x)}`
  if (space instanceof MultiDiscrete || space instanceof MultiBinary) {
    const type = space instanceof MultiDiscrete ? Int32Array : Int8Array
    if (!(x instanceof type) || x.length !== space.size)
      return `expected ${type.name} of ${space.size}, got ${describe(x)}`
    return `not one of its choices: [${x.join(', ')}]`
  }
  if (space instanceof Dict) {
    const keys = Object.keys(space.spaces)
    if (typeof x !== 'object' || x === null || String(Object.keys(x).sort()) !== String(keys))
      return `expected an object with ${keys.join(', ')}, got ${describe(x)}`
    const key = keys.find((name) => !space.spaces[name].contains((x as Record<string, unknown>)[name]))!
    return `${key}: ${whyNotIn(space.spaces[key], (x as Record<string, unknown>)[key])}`
  }
  if (space instanceof Tuple) {
    const places: readonly Space<unknown>[] = space.spaces
    if (!Array.isArray(x) || x.length !== places.length)
      return `expected a list of ${places.length}, got ${describe(x)}`
    const place = places.findIndex((part, index) => !part.contains(x[index]))
    return `element ${place}: ${whyNotIn(places[place], x[place])}`
  }
  return `${space.constructor.name} does not contain ${describe(x)}`
}

/** `contains` as a plain boolean: as a type guard it would leave nothing of `x` to talk about. */
function isMember(space: Space<unknown>, x: unknown): boolean {
  return space.contains(x)
}
