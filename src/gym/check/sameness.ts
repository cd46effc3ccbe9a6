/** Whether two results are the same to the last bit: NaN equals NaN, −0 differs from 0, arrays compare by type. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (ArrayBuffer.isView(a) || Array.isArray(a)) {
    const left = a as ArrayLike<unknown>
    const right = b as ArrayLike<unknown>
    if (left.length !== right.length) return false
    for (let index = 0; index < left.length; index++) if (!isSame(left[index], right[index])) return false
    return true
  }
  const keys = Object.keys(a)
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  )
}

/** A copy that shares no array or object with `value`; functions and class instances stay what they are. */
export function snapshot<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value) && 'slice' in value) return (value as unknown as Float32Array).slice() as T
  if (Array.isArray(value)) return value.map(snapshot) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, snapshot(entry)])) as T
}
