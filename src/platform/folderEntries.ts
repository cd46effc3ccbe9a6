import { type Dirent, lstatSync, opendirSync, type Stats } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from './errors.js'

/** Entries in the system's order; `isWhole` says whether these are all. */
interface FolderEntries {
  entries: Dirent[]
  isWhole: boolean
}

/** How many names the system is asked for at once. */
const bufferSize = 256

/** The first `most` entries of a folder. */
export async function readFolder(path: string, most: number): Promise<FolderEntries> {
  const entries: Dirent[] = []
  // Leaving the loop closes the folder.
  for await (const entry of await opendir(path, { bufferSize })) {
    if (entries.length >= most) return { entries, isWhole: false }
    entries.push(entry)
  }
  return { entries, isWhole: true }
}

/** The same for a thread of its own, which may wait for the disk. */
export function readFolderNow(path: string, most: number): FolderEntries {
  const folder = opendirSync(path, { bufferSize })
  try {
    const entries: Dirent[] = []
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) {
      if (entries.length >= most) return { entries, isWhole: false }
      entries.push(entry)
    }
    return { entries, isWhole: true }
  } finally {
    folder.closeSync()
  }
}

/**
 * Everything in a folder that is no folder itself, links as such: none is followed, so that neither a circle nor the
 * whole disk is walked through. For a thread of its own, which may wait for the disk.
 *
 * @param folder what messages call it
 * @throws InputError for a folder with more than `most` entries or nested more than `depth` deep
 */
export function filesWithinNow(
  path: string,
  folder: string,
  { most, depth }: { most: number; depth: number },
): { path: string; stats: Stats }[] {
  const found: { path: string; stats: Stats }[] = []
  let left = most
  const walk = (inside: string, level: number): void => {
    if (level > depth) throw new InputError(`${folder} has folders within folders, more than ${depth} deep`)
    const { entries, isWhole } = readFolderNow(join(path, inside), left)
    left -= entries.length
    if (!isWhole) throw new InputError(`${folder} holds more than ${most} files`)
    for (const entry of entries) {
      const place = join(inside, entry.name)
      if (entry.isDirectory()) {
        walk(place, level + 1)
        continue
      }
      // One that vanished meanwhile is not there.
      const stats = lstatSync(join(path, place), { throwIfNoEntry: false })
      if (stats) found.push({ path: place, stats })
    }
  }
  walk('', 0)
  return found
}
