import cheetah from '../../assets/gaits/cheetah.json'
import hopper from '../../assets/gaits/hopper.json'
import walker2d from '../../assets/gaits/walker2d.json'
import { parseGait, type LinearGait } from './gait.js'

/** The shipped gaits by name, read from `assets/gaits`. */
const files: Readonly<Record<string, unknown>> = { cheetah, walker2d, hopper }

const parsed = new Map<string, LinearGait>()

export const gaitNames = Object.keys(files)

/** A shipped gait; undefined where there is none of that name. */
export function gaitNamed(name: string): LinearGait | undefined {
  if (!Object.hasOwn(files, name)) return undefined
  let gait = parsed.get(name)
  if (!gait) {
    gait = parseGait(files[name], name)
    parsed.set(name, gait)
  }
  return gait
}

/** Name of the shipped gait of an environment; undefined where it has none. */
export function gaitOf(envId: string): string | undefined {
  return gaitNames.find((name) => gaitNamed(name)?.envId === envId)
}
