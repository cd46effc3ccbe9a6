import * as v from 'valibot'

/** Kinds of option that physics and tasks share. */
export const weight = v.pipe(v.number(), v.finite())

/** JSON knows no infinity: the words stand for it, as in spaces. */
const bound = v.union([
  v.pipe(
    v.picklist(['Infinity', '-Infinity']),
    v.transform((word) => (word === 'Infinity' ? Infinity : -Infinity)),
  ),
  v.pipe(
    v.number(),
    v.check((value) => !Number.isNaN(value), 'Invalid bound: NaN'),
  ),
])

export const range = v.pipe(
  v.tuple([bound, bound]),
  v.check(([low, high]) => low < high, 'Invalid range: low must be under high'),
)
