import type { Dirent, Stats } from 'node:fs'
import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from './errors.js'

/** The first `most` entries of a folder, in the system's order; `isWhole` says whether these are all. */
export async function readFolder(
  path: string,
  most: number,
): Promise<{ entries: Dirent[]; isWhole: boolean }> {
  const entries: Dirent[] = []
  // Leaving the loop closes the folder.
  for await (const entry of await opendir(path, { bufferSize: 256 })) {
    if (entries.length >= most) return { entries, isWhole: false }
    entries.push(entry)
  }
  return { entries, isWhole: true }
}

/**
 * Everything in a folder that is no folder itself, links as such: none is followed, so that neither a circle nor the
 * whole disk is walked through.
 *
 * @param folder what messages call it
 * @throws InputError for a folder with more than `most` entries or nested more than `depth` deep
 */
export async function filesWithin(
  path: string,
  folder: string,
  { most, depth }: { most: number; depth: number },
): Promise<{ path: string; stats: Stats }[]> {
  const found: { path: string; stats: Stats }[] = []
  let left = most
  const walk = async (inside: string, level: number): Promise<void> => {
    if (level > depth) throw new InputError(`${folder} has folders within folders, more than ${depth} deep`)
    const { entries, isWhole } = await readFolder(join(path, inside), left)
    left -= entries.length
    if (!isWhole || left < 0) throw new InputError(`${folder} holds more than ${most} files`)
    const files = entries.filter((entry) => !entry.isDirectory())
    const stats = await Promise.all(
      files.map(({ name }) => lstat(join(path, inside, name)).catch(() => undefined)),
    )
    // One that vanished meanwhile is not there.
    for (const [i, { name }] of files.entries())
      if (stats[i]) found.push({ path: join(inside, name), stats: stats[i] })
    for (const entry of entries) if (entry.isDirectory()) await walk(join(inside, entry.name), level + 1)
  }
  await walk('', 0)
  return found
}
