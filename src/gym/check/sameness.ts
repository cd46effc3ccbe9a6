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
