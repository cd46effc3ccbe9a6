import { InputError } from '../platform/errors.js'

/** Throws `InputError` unless the option is a whole number from `least` on. */
export function requireCount(option: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least)
    throw new InputError(`${option} must be a whole number from ${least} on, got ${value}`)
}
