import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { InputError } from '../src/platform/index.js'

/** SHA-256 by path below `dist/node`; made by the build, and kept in the archive. */
const Fingerprints = v.record(v.string(), v.string())
const folders = ['workers', 'assets']

/**
 * Throws `InputError` where code beside the archive is not what was packaged: a file changed, missing or added. The
 * archive itself is Electron's to check. `root` is the archive, `beside` the folder of what lies beside it.
 */
export async function requireAsPackaged(root: string, beside: string): Promise<void> {
  const list = join(root, 'dist', 'node', 'unpacked.json')
  const wanted = v.parse(Fingerprints, JSON.parse(await readFile(list, 'utf8')))
  const found = new Set<string>()
  for (const folder of folders) {
    const entries = await readdir(join(beside, 'dist', 'node', folder), {
      recursive: true,
      withFileTypes: true,
    })
    for (const entry of entries) {
      if (entry.isDirectory()) continue
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(join(beside, 'dist', 'node').length + 1).replaceAll('\\', '/')
      found.add(name)
      const isSame = entry.isFile() && wanted[name] === (await sha256(path))
      if (!isSame) throw changed(name)
    }
  }
  const missing = Object.keys(wanted).find((name) => !found.has(name))
  if (missing !== undefined) throw changed(missing)
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

function changed(name: string): InputError {
  return new InputError(`Gaitway's own files were changed since it was packaged (${name}): install it again`)
}
