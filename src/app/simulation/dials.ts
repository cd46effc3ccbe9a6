import { type ReadonlySignal, signal } from '@preact/signals'
import { parseGaitwayMeta } from '../../dt/index.js'
import { HttpFiles, LARGEST_TEXT, parseJson } from '../../platform/index.js'
import { DialCurve } from '../../skill/index.js'

/** What identifies a state of a model's dial: trained or calibrated anew under its name it is another. */
interface ModelKey {
  id: string
  createdAt: number
  dialAt: number
  targetRange: readonly [number, number]
}

const files = new HttpFiles('/blob/')
const known = new Map<string, ReadonlySignal<DialCurve | undefined>>()

/**
 * The dial of a model: what each skill asks for. It comes from the model's `gaitway.json`; until that is read, the
 * range alone makes a straight dial. Undefined for a model whose range is empty.
 */
export function dialOf({
  id,
  createdAt,
  dialAt,
  targetRange,
}: ModelKey): ReadonlySignal<DialCurve | undefined> {
  const key = `${id} ${createdAt} ${dialAt}`
  const found = known.get(key)
  if (found) return found
  const [low, high] = targetRange
  const curve = signal(low < high ? new DialCurve([low, high]) : undefined)
  known.set(key, curve)
  // The race itself says what is wrong with a model; until then the straight dial is good enough.
  readCurve(id).then(
    (read) => (curve.value = read),
    () => known.delete(key),
  )
  return curve
}

async function readCurve(id: string): Promise<DialCurve> {
  const path = `models/${id}/gaitway.json`
  const json = parseJson(await files.read(path, { most: LARGEST_TEXT }), path)
  return DialCurve.fromCheckpoint(parseGaitwayMeta(json))
}
