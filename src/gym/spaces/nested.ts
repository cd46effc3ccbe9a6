/** Nested lists of a flat row-major array, as NumPy's `tolist` gives them: `[1, 2, 3, 4]`, `[2, 2]` → `[[1, 2], [3, 4]]`. */
export function nest(values: readonly unknown[], shape: readonly number[]): unknown {
  if (shape.length === 0) return values[0]
  if (shape.length === 1) return [...values]
  const rowSize = shape.slice(1).reduce((product, length) => product * length, 1)
  return Array.from({ length: shape[0] }, (_, row) =>
    nest(values.slice(row * rowSize, (row + 1) * rowSize), shape.slice(1)),
  )
}

/** The other way; a bare value is a list of one. */
export function flattenList(nested: unknown): unknown[] {
  return Array.isArray(nested) ? nested.flat(Infinity) : [nested]
}

/** Lengths of nested lists along each axis; throws `RangeError` where rows differ. */
export function shapeOf(nested: unknown): number[] {
  if (!Array.isArray(nested)) return []
  const shapes = nested.map(shapeOf)
  if (shapes.some((shape) => String(shape) !== String(shapes[0])))
    throw new RangeError('rows of different lengths')
  return [nested.length, ...(shapes[0] ?? [])]
}

/** Number of elements of an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
