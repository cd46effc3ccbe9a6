import * as v from 'valibot'
import { parseJson, readAs } from '../../platform/index.js'
import { arrayTypes, Box } from './box.js'
import { Dict } from './dict.js'
import { Discrete } from './discrete.js'
import { MultiBinary } from './multiBinary.js'
import { MultiDiscrete, type NestedNumbers } from './multiDiscrete.js'
import { flattenList } from './nested.js'
import type { DType, Space } from './space.js'
import { Tuple } from './tuple.js'

const bound = v.union(
  [
    v.number(),
    v.pipe(
      v.picklist(['Infinity', '-Infinity']),
      v.transform((text) => (text === 'Infinity' ? Infinity : -Infinity)),
    ),
  ],
  'expected a number, "Infinity" or "-Infinity"',
)
/** A number, or lists of numbers to any depth: flat numbers after parsing. */
const bounds = v.pipe(
  v.unknown(),
  v.transform((value) => (Array.isArray(value) ? flattenList(value) : value)),
  v.union([v.array(bound), bound]),
)
const lengths = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))
const nested: v.GenericSchema<NestedNumbers> = v.lazy(() => v.array(v.union([v.number(), nested])))

const spaceSchema = v.variant('type', [
  v.object({
    type: v.literal('Box'),
    dtype: v.optional(v.picklist(Object.keys(arrayTypes) as DType[]), 'float32'),
    shape: v.optional(lengths),
    low: bounds,
    high: bounds,
  }),
  v.object({ type: v.literal('Discrete'), n: v.number(), start: v.optional(v.number(), 0) }),
  v.object({ type: v.literal('MultiDiscrete'), nvec: nested, start: v.optional(nested) }),
  v.object({ type: v.literal('MultiBinary'), n: v.union([v.number(), lengths]) }),
  v.object({ type: v.literal('Dict'), subspaces: v.record(v.string(), v.unknown()) }),
  v.object({ type: v.literal('Tuple'), subspaces: v.array(v.unknown()) }),
])

/**
 * The space that `space.toJSON()` or Minari's metadata describes, from the parsed JSON. Throws `InputError` that names
 * the field which is wrong.
 */
export function spaceFromJSON(json: unknown): Space<unknown> {
  const space = readAs(spaceSchema, json, 'space', { whole: 'the whole' })
  switch (space.type) {
    case 'Box':
      return new Box(space.low, space.high, space.shape, space.dtype)
    case 'Discrete':
      return new Discrete(space.n, space.start)
    case 'MultiDiscrete':
      return new MultiDiscrete(space.nvec, space.start)
    case 'MultiBinary':
      return new MultiBinary(space.n)
    case 'Dict':
      return new Dict(
        Object.fromEntries(
          Object.entries(space.subspaces).map(([key, subspace]) => [key, spaceFromJSON(subspace)]),
        ),
      )
    case 'Tuple':
      return new Tuple(space.subspaces.map(spaceFromJSON))
  }
}

/** The text that Minari keeps in its metadata: Python's JSON, where unbounded is a bare `Infinity`. */
export function spaceToText(space: Space<unknown>): string {
  return JSON.stringify(space).replaceAll(/"(-?Infinity)"(?!:)/g, '$1')
}

/** A space from such a text, or from strict JSON. */
export function spaceFromText(text: string): Space<unknown> {
  const strict = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  )
  return spaceFromJSON(parseJson(strict, 'space'))
}
