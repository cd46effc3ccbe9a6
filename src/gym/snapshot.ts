import { isPlainObject } from './jsonValue.js'

/**
 * A copy that shares no array or object with `value`, circles and all; functions and class instances stay what they
 * are.
 */
export function snapshot<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null) return value
  if (copies.has(value)) return copies.get(value) as T
  const keep = (copy: unknown) => {
    copies.set(value, copy)
    return copy as T
  }
  if (ArrayBuffer.isView(value) && 'slice' in value && typeof value.slice === 'function')
    return keep(value.slice())
  if (!Array.isArray(value) && !isPlainObject(value)) return value
  const copy = keep(Array.isArray(value) ? [] : {})
  for (const [key, entry] of Object.entries(value))
    (copy as Record<string, unknown>)[key] = snapshot(entry, copies)
  return copy
}
