import { InputError } from '../platform/index.js'

/**
 * Throws `InputError` unless `action` is a `Float32Array` of `size` finite numbers. `env` names the environment in
 * the message. Cheap enough for every step.
 */
export function checkAction(action: unknown, size: number, env: string): asserts action is Float32Array {
  if (action instanceof Float32Array && action.length === size) {
    let index = 0
    while (index < size && Number.isFinite(action[index])) index++
    if (index === size) return
    throw new InputError(
      `${env}: step expects a Float32Array of ${size} finite numbers, got ${action[index]} at index ${index}`,
    )
  }
  throw new InputError(`${env}: step expects a Float32Array of ${size} numbers, got ${describe(action)}`)
}

/** What a value is, in a few words: `Float32Array of 3`, `array of 2`, `null`, `"north"`. */
export function describe(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const length = 'length' in value ? Number(value.length) : value.byteLength
    return `${value.constructor.name} of ${length}`
  }
  if (Array.isArray(value)) return `array of ${value.length}`
  if (typeof value === 'object' && value !== null)
    return `object with ${Object.keys(value).join(', ') || 'no keys'}`
  if (typeof value === 'function') return `function ${value.name}`.trim()
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
