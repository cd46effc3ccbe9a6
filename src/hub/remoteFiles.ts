import { InputError } from '../platform/index.js'
import { printable } from './uploadPlan.js'

/** A file of a repository, by its path there. */
export interface RemoteFile {
  path: string
  /** Bytes, as the repository says. */
  size: number
}

/** Files and folders: no dataset or model of ours has more, a repository that has them is something else. */
const MAX_ENTRIES = 10_000
/** Names that Windows opens as devices, whatever follows a dot. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const forbidden = /[\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/u

/**
 * The files of a repository that may be written into a folder: hidden ones stay there. A repository with a name that
 * leads out of the folder, or that some system reads as another one, is an InputError as a whole, before anything is
 * written: so are two names that are one where letter case does not count.
 */
export async function checkRemote(
  repo: string,
  entries: AsyncIterable<{ type: string; path: string; size: number }>,
): Promise<RemoteFile[]> {
  const found: RemoteFile[] = []
  /** Lower-case files, and the folders above them. */
  const files = new Set<string>()
  const folders = new Set<string>()
  let seen = 0
  for await (const { type, path, size } of entries) {
    if (++seen > MAX_ENTRIES)
      throw new InputError(`${repo} has more than ${MAX_ENTRIES} files: it is no dataset or model of Gaitway`)
    if (type !== 'file') continue
    checkName(repo, path)
    if (path.split('/').some((part) => part.startsWith('.'))) continue
    if (!Number.isSafeInteger(size) || size < 0)
      throw new InputError(`${repo}: ${printable(path)} has no size: this is no answer of a Hub`)
    const key = path.normalize('NFC').toLowerCase()
    const parents = key
      .split('/')
      .slice(0, -1)
      .map((_, index, names) => names.slice(0, index + 1).join('/'))
    if (files.has(key) || folders.has(key) || parents.some((parent) => files.has(parent)))
      throw new InputError(
        `${repo} has two files at ${printable(path)}, where letter case does not count: bring it with another tool`,
      )
    files.add(key)
    for (const parent of parents) folders.add(parent)
    found.push({ path, size })
  }
  return found
}

/** A name from the network must not lead out of the folder, on any system. */
function checkName(repo: string, path: string): void {
  if (path.length > 1000 || forbidden.test(path) || path.split('/').some(isOddPart))
    throw new InputError(`${repo} has a file ${printable(path)}, which is no safe name`)
}

function isOddPart(part: string): boolean {
  return /^\.{0,2}$/.test(part) || /[. ]$/.test(part) || part.length > 200 || device.test(part)
}
