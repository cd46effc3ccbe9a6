import type { Info } from '../env.js'
import { isPlainObject } from '../jsonValue.js'

/** Batches infos as `VectorStepResult` says; a lane's entry is undefined where it has no info at all. */
export function batchInfos(infos: readonly (Info | undefined)[]): Info {
  const batch: Info = {}
  const keys = new Set(infos.flatMap((info) => Object.keys(info ?? {})))
  for (const key of keys) {
    const values = infos.map((info) => (info && key in info ? { value: info[key] } : undefined))
    batch[key] = batchValues(values)
    batch[`_${key}`] = Uint8Array.from(values, (entry) => (entry ? 1 : 0))
  }
  return batch
}

/** A lane's entry is undefined where it does not have the key. */
function batchValues(entries: readonly ({ value: unknown } | undefined)[]): unknown {
  const present = entries.flatMap((entry) => (entry ? [entry.value] : []))
  if (present.every((value) => typeof value === 'number'))
    return Float64Array.from(entries, (entry) => (entry ? (entry.value as number) : 0))
  if (present.every((value) => typeof value === 'boolean'))
    return Uint8Array.from(entries, (entry) => (entry?.value ? 1 : 0))
  if (present.every(isPlainObject))
    return batchInfos(entries.map((entry) => entry?.value as Info | undefined))
  return entries.map((entry) => (entry ? entry.value : null))
}
