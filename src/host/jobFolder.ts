import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../platform/index.js'
import { readFolder } from '../platform/node.js'
import { isJobId } from './jobs.js'
import { readOwnJson } from './ownFile.js'

/** Folders of staging that are looked at: jobs wait there one by one, never by the thousands. */
const MOST_JOBS = 20_000
/** Entries of one job: the episodes of the largest batch, with much room. */
const MOST = 30_000
/** Folders in folders: a job has two. */
const DEEPEST = 5

/** What earlier runs of the host left in staging: the folders of jobs whose name begins with `prefix`. */
export async function jobsIn(staging: string, prefix: string): Promise<string[]> {
  const { entries } = await readFolder(staging, MOST_JOBS)
  return entries.map(({ name }) => name).filter((name) => name.startsWith(prefix))
}

/**
 * The `job.json` that a job of an earlier run left in staging. Its folder is written to and removed from later, so it
 * must be as the host makes it: folders and files alone, with no link that leads out of it and no pipe that a reading
 * would wait for. Throws `InputError` for any other.
 */
export async function readJob(staging: string, name: string): Promise<unknown> {
  if (!isJobId(name)) throw new InputError('it has not the name of a job')
  const folder = join(staging, name)
  if (!(await lstat(folder)).isDirectory()) throw new InputError('it is no folder')
  await requirePlain(folder, { entries: 0 }, 1)
  return readOwnJson(join(folder, 'job.json'))
}

async function requirePlain(folder: string, seen: { entries: number }, depth: number): Promise<void> {
  if (depth > DEEPEST) throw new InputError('it has folders in folders in folders')
  for await (const entry of await opendir(folder)) {
    if (++seen.entries > MOST) throw new InputError(`it has more than ${MOST} files`)
    const path = join(folder, entry.name)
    // Not every file system tells the kind with the name.
    const kind = entry.isFile() || entry.isDirectory() ? entry : await lstat(path)
    if (kind.isDirectory()) await requirePlain(path, seen, depth + 1)
    else if (!kind.isFile()) throw new InputError(`${entry.name} in it is neither a file nor a folder`)
  }
}
