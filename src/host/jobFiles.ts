import { join } from 'node:path'
import { LARGEST_TEXT } from '../platform/files.js'
import { readFolder } from '../platform/folderEntries.js'
import { parseJson } from '../platform/json.js'
import { NodeFiles } from '../platform/nodeFiles.js'

/** Folders of staging that are looked at: jobs wait there one by one, never by the thousands. */
const MOST = 20_000

/** What earlier runs of the host left in staging: the folders of jobs whose name begins with `prefix`. */
export async function jobsIn(staging: string, prefix: string): Promise<string[]> {
  const { entries } = await readFolder(staging, MOST)
  return entries.map(({ name }) => name).filter((name) => name.startsWith(prefix))
}

/** The JSON that a job is kept in. Throws `InputError` where it is not there or none. */
export async function readJobFile(staging: string, job: string): Promise<unknown> {
  const name = join(job, 'job.json')
  return parseJson(await new NodeFiles(staging).read(name, { most: LARGEST_TEXT }), name)
}
