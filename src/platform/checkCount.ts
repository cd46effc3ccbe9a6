import { InputError } from './errors.js'

/** Throws `InputError` unless `count` is a whole number from `least` on; `name` says of what, as in `makeVec: numEnvs`. */
export function checkCount(name: string, count: unknown, least = 1): void {
  if (!Number.isSafeInteger(count) || (count as number) < least)
    throw new InputError(
      `${name} must be a whole number ${least === 1 ? 'above 0' : `from ${least} on`}, got ${String(count)}`,
    )
}
