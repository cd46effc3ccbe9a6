import { bodies, type Body } from '../sim/index.js'
import { parseGait, type LinearGait } from './gait.js'

/** The shipped gaits by the name of their body. */
const files: ReadonlyMap<string, unknown> = new Map(
  Object.values(bodies).flatMap(({ name, gait }: Body) => (gait === undefined ? [] : [[name, gait]])),
)

const parsed = new Map<string, LinearGait>()

export const gaitNames = [...files.keys()]

/** A shipped gait; undefined where there is none of that name. */
export function gaitNamed(name: string): LinearGait | undefined {
  if (!files.has(name)) return undefined
  let gait = parsed.get(name)
  if (!gait) {
    gait = parseGait(files.get(name), name)
    parsed.set(name, gait)
  }
  return gait
}

/** Name of the shipped gait of an environment; undefined where it has none. */
export function gaitOf(envId: string): string | undefined {
  return gaitNames.find((name) => gaitNamed(name)?.envId === envId)
}
