import { InputError } from '../platform/errors.js'

/** Throws `InputError` unless `count` is a whole number above 0; `name` says of what, as in `makeVec: numEnvs`. */
export function checkCount(name: string, count: unknown): void {
  if (!Number.isSafeInteger(count) || (count as number) < 1)
    throw new InputError(`${name} must be a whole number above 0, got ${String(count)}`)
}
