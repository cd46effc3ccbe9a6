import { lstat, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import * as v from 'valibot'
import { InputError } from '../platform/index.js'
import { EntryId } from './contract.js'
import type { Folders } from './folders.js'
import { isJobId } from './jobs.js'

/**
 * What is to happen, written down before the first rename. All paths are relative to the library, with `/`: a library
 * that was moved meanwhile finishes what it began, and one that came from somebody else reaches nothing but itself.
 */
const Placement = v.object({
  /** A complete folder in staging. */
  staged: v.string(),
  /** Where it belongs. */
  target: v.string(),
  /** Where the folder that it replaces goes meanwhile. */
  replaced: v.optional(v.string()),
  /** What is of no use once it is in place: the journals it was made from. */
  obsolete: v.array(v.string()),
})
export type Placement = v.InferOutput<typeof Placement>

/** Where the folder that placement `id` replaces goes meanwhile. */
export const replacedName = (id: string) => `${id}.replaced`

/** A path of this library as a placement keeps it. Throws `InputError` for one that is not inside. */
export function fromLibrary(folders: Folders, path: string): string {
  const inside = relative(folders.library, path).split(sep).join('/')
  if (inside === '' || isAbsolute(inside) || inside.split('/').includes('..'))
    throw new InputError(`${path} is not in the library ${folders.library}`)
  return inside
}

/**
 * The placement that a file tells of, if it is one that the host could have written: it takes from staging, puts a
 * direct child of datasets or models (or a training's checkpoint) in its place, and nothing on the way is a link.
 * Earlier versions wrote absolute paths. Throws `InputError` for anything else.
 */
export async function readPlacement(folders: Folders, id: string, json: unknown): Promise<Placement> {
  const parsed = v.safeParse(Placement, json)
  if (!parsed.success) throw new InputError('it is not what Gaitway writes')
  const plain = (path: string) => (isAbsolute(path) ? fromLibrary(folders, path) : path)
  const { staged, target, replaced, obsolete } = parsed.output
  const placement: Placement = {
    staged: plain(staged),
    target: plain(target),
    replaced: replaced === undefined ? undefined : plain(replaced),
    obsolete: obsolete.map(plain),
  }
  const paths = [placement.staged, placement.target, ...placement.obsolete]
  const odd =
    paths.find((path) => !path.split('/').every(isPlain)) ??
    [placement.staged].find((path) => !isStaged(path)) ??
    [placement.target].find((path) => !isTarget(path)) ??
    placement.obsolete.find((path) => !isObsolete(path))
  if (odd !== undefined) throw new InputError(`${JSON.stringify(odd.slice(0, 100))} is no path for it`)
  if (placement.replaced !== undefined && placement.replaced !== `.staging/${replacedName(id)}`)
    throw new InputError('it would put what it replaces where that does not belong')
  for (const path of paths) await requireNoLinks(folders, dirname(path))
  await requireOrder(folders, placement)
  return placement
}

const isPlain = (part: string) => part !== '' && part !== '.' && part !== '..' && !/[\\\p{Cc}]/u.test(part)

const isStaged = (path: string) => path.startsWith('.staging/')

function isTarget(path: string): boolean {
  const [area, name, checkpoint, ...deeper] = path.split('/')
  if (deeper.length > 0) return false
  if (area === '.staging') return isJobId(name) && checkpoint === 'checkpoint'
  return (area === 'datasets' || area === 'models') && v.is(EntryId, name) && checkpoint === undefined
}

function isObsolete(path: string): boolean {
  const [area, name, ...deeper] = path.split('/')
  if (deeper.length > 0) return false
  return area === '.journals' ? name.endsWith('.journal') : area === '.staging' && isJobId(name)
}

/** A link on the way would lead out of the library, or into another folder of it. */
async function requireNoLinks(folders: Folders, folder: string): Promise<void> {
  const path = join(folders.library, folder)
  const real = await realpath(path).catch(() => path)
  if (real !== path) throw new InputError(`${folder} leads elsewhere, to ${real}`)
}

/** What it finds must be how the host left it: before the moves, between them, or after them. */
async function requireOrder(folders: Folders, { staged, target, replaced }: Placement): Promise<void> {
  const at = (path: string) => lstat(join(folders.library, path)).catch(() => undefined)
  const stagedStats = await at(staged)
  const isPlaced = (await at(target)) !== undefined
  if (stagedStats && !stagedStats.isDirectory()) throw new InputError(`${staged} is no folder`)
  const isFree = !isPlaced || (replaced !== undefined && !(await at(replaced)))
  if (stagedStats && !isFree) throw new InputError(`there is a ${target} already`)
  if (!stagedStats && !isPlaced) throw new InputError(`${staged} is not there any more`)
}
