import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeLeftovers, removeLeftoversIfFree } from '../platform/node.js'
import type { Folders } from './folders.js'

/** Folders in folders of a job in staging. */
const JOB_DEPTH = 4

/**
 * Removes what a kill left half written by an earlier host. Entries that are links are other folders, and one that a
 * command trains or records right now is its own.
 */
export async function removeInterruptedWrites(folders: Folders): Promise<void> {
  await removeLeftovers(folders.library)
  await removeLeftovers(folders.journals)
  await removeLeftovers(folders.staging, JOB_DEPTH)
  for (const kind of [folders.datasets, folders.models]) {
    const entries = await readdir(kind, { withFileTypes: true })
    const own = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    await Promise.all(own.map(({ name }) => removeLeftoversIfFree(join(kind, name))))
  }
}
