import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { InputError } from './errors.js'
import type { ReadableFiles, TreeEntry } from './files.js'

/** A regular file inside of the folder, and which one it is: a path alone may lead elsewhere a moment later. */
interface Pinned {
  path: string
  dev: bigint
  ino: bigint
}

/** What `Files.tree` is on disk; errors come as the system gives them. */
export async function nodeTree(
  folder: string,
  enter: (name: string) => boolean,
): Promise<{ entries: TreeEntry[]; readRange: ReadableFiles['readRange'] }> {
  const root = await realpath(folder)
  const entries: TreeEntry[] = []
  const pinned = new Map<string, Pinned>()

  const add = (name: string, kind: TreeEntry['kind'], stats?: BigIntStats, path = '') => {
    if (stats && kind === 'file') pinned.set(name, { path, dev: stats.dev, ino: stats.ino })
    entries.push({ name, kind, bytes: kind === 'file' ? Number(stats?.size ?? 0) : 0 })
  }
  const walk = async (prefix: string) => {
    for (const child of (await readdir(join(root, prefix))).sort()) {
      const name = prefix + child
      const path = join(root, name)
      const stats = await lstat(path, { bigint: true }).catch(() => undefined)
      // It vanished while listing.
      if (!stats) continue
      if (stats.isDirectory()) {
        add(name, 'folder')
        if (enter(name)) await walk(`${name}/`)
      } else if (stats.isSymbolicLink()) {
        const target = await realpath(path).catch(() => undefined)
        const inside = target?.startsWith(root.endsWith(sep) ? root : root + sep) ? target : undefined
        const found = inside ? await lstat(inside, { bigint: true }).catch(() => undefined) : undefined
        if (found?.isFile()) add(name, 'file', found, inside)
        else add(name, 'link')
      } else add(name, stats.isFile() ? 'file' : 'other', stats, path)
    }
  }
  await walk('')

  return {
    entries,
    async readRange(name, start, end) {
      const wanted = pinned.get(name)
      if (!wanted) throw new InputError(`${name} is none of the files that were listed`)
      // Neither waits for the writer of a pipe nor follows a link that was put there meanwhile.
      const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
      const file = await open(wanted.path, flags).catch((error: unknown) => {
        const code = (error as NodeJS.ErrnoException).code ?? ''
        throw ['ELOOP', 'ENOENT'].includes(code) ? replaced(name) : error
      })
      try {
        const stats = await file.stat({ bigint: true })
        const { dev, ino, size } = stats
        // Numbers are given out again: what is new under an old one is at least a file of this folder.
        if (dev !== wanted.dev || ino !== wanted.ino || !stats.isFile()) throw replaced(name)
        if (end > Number(size))
          throw new InputError(`${name} became shorter while it was read, ${size} of ${end} bytes: try again`)
        const bytes = new Uint8Array(end - start)
        for (let filled = 0; filled < bytes.length;) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
          if (bytesRead === 0) throw new InputError(`${name} became shorter while it was read: try again`)
          filled += bytesRead
        }
        return bytes
      } finally {
        await file.close()
      }
    },
  }
}

function replaced(name: string): InputError {
  return new InputError(`${name} was replaced since the folder was listed, or is gone: try again`)
}
