import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from './errors.js'
import { takeLock } from './nodeLock.js'

/** The lock of a folder that is being written; it lies beside it, and stays when the folder is replaced. */
export const lockOf = (folder: string) => join(dirname(folder), `.${basename(folder)}.lock`)

/** `NodeFiles.writeAtomic` writes under such a name first: one that is still there was killed meanwhile. */
const leftover = /^.+\.[0-9a-f]{12}\.tmp$/s

/**
 * Removes what a kill in the middle of a write left in a folder, and in the folders in it down to `depth`; follows no
 * link. To be called by whoever alone writes there.
 */
export async function removeLeftovers(folder: string, depth = 0): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isFile() && leftover.test(entry.name)) await rm(path, { force: true }).catch(() => {})
    if (entry.isDirectory() && depth > 0) await removeLeftovers(path, depth - 1)
  }
}

/** The same in a folder that others may write: where one of them has its lock, or no lock can be had, it stays as it is. */
export async function removeLeftoversIfFree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  if (!entries.some((entry) => entry.isFile() && leftover.test(entry.name))) return
  try {
    const release = await takeLock(lockOf(folder), { doing: 'tidying', refusal: () => 'in use' })
    await removeLeftovers(folder)
    await release()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
}
