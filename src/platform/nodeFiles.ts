import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import {
  becameShorter,
  entryOf,
  errorCode,
  explain,
  isMissing,
  leadsOut,
  MOST_NAMES,
  NONBLOCK,
  requireFewNames,
  requireRegular,
  requireWithin,
  resolvePath,
} from './diskFiles.js'
import { InputError } from './errors.js'
import { type FileEntry, type Files, type ReadOptions, requireSize, type Tree } from './files.js'
import { readFolder } from './folderEntries.js'
import { nodeTree } from './nodeTree.js'

/** How many files are asked about at the same time: each costs one of the few that a process may have open. */
const AT_ONCE = 64
/** How much is read at once, so that a reading can be given up in between. */
const CHUNK = 16 * 1024 ** 2

/**
 * Files on disk; the one door through which what others may have made is read. Only regular files are opened, and only
 * up to a size. With a root, paths are relative to it and cannot leave it; without one they are as the user
 * typed them, relative to the working folder.
 */
export class NodeFiles implements Files {
  readonly #root: string | undefined

  constructor(root?: string) {
    this.#root = root === undefined ? undefined : resolve(root)
  }

  async read(path: string, options?: ReadOptions): Promise<Uint8Array> {
    return this.#withFile(path, async (file, size) => {
      requireSize(path, size, options)
      return readBytes(file, path, 0, size, options?.signal)
    })
  }

  /** Bytes `start` to `end` (exclusive). A file that ends before is an InputError: it is cut short. */
  async readRange(path: string, start: number, end: number): Promise<Uint8Array> {
    return this.#withFile(path, async (file, size) => {
      requireWithin(path, end, size)
      return readBytes(file, path, start, end)
    })
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    try {
      return entryOf(path.split('/').at(-1) ?? path, await stat(this.#resolve(path)))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw explain(error, path)
    }
  }

  /**
   * Sorted by name; what vanishes while listing is left out. A folder of more than 20,000 is an InputError: nothing that
   * Gaitway keeps has as many.
   */
  async list(folder: string): Promise<FileEntry[]> {
    const path = this.#resolve(folder)
    const { entries, isWhole } = await readFolder(path, MOST_NAMES).catch((error: unknown) => {
      throw explain(error, folder)
    })
    requireFewNames(folder, isWhole)
    const names = entries.map(({ name }) => name).sort()
    const found: FileEntry[] = []
    for (let start = 0; start < names.length; start += AT_ONCE) {
      const some = names.slice(start, start + AT_ONCE).map(async (name) => {
        const stats = await stat(resolve(path, name)).catch(() => undefined)
        return stats ? [entryOf(name, stats)] : []
      })
      found.push(...(await Promise.all(some)).flat())
    }
    return found
  }

  async tree(folder: string, enter: (name: string) => boolean): Promise<Tree> {
    try {
      const { entries, readRange } = await nodeTree(this.#resolve(folder), enter)
      return {
        entries,
        files: {
          readRange: (name, start, end) =>
            readRange(name, start, end).catch((error: unknown) => {
              throw explain(error, `${folder}/${name}`)
            }),
        },
      }
    } catch (error) {
      throw explain(error, folder)
    }
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    const target = this.#resolve(path)
    const beside = `${target}.${randomBytes(6).toString('hex')}.tmp`
    try {
      await mkdirs(dirname(target))
      const file = await open(beside, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, target)
      await syncFolder(dirname(target))
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {})
      throw explain(error, path)
    }
  }

  /** On disk when it returns, except for what a crash in the middle cuts off. */
  async append(path: string, bytes: Uint8Array): Promise<void> {
    const target = this.#resolve(path)
    try {
      await mkdirs(dirname(target))
      const file = await open(
        target,
        constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | NONBLOCK,
        0o666,
      )
      try {
        requireRegular(await file.stat(), path)
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
    } catch (error) {
      throw explain(error, path)
    }
  }

  async makeFolder(path: string): Promise<void> {
    try {
      await mkdirs(this.#resolve(path))
    } catch (error) {
      throw explain(error, path)
    }
  }

  async rename(from: string, to: string): Promise<void> {
    try {
      const target = this.#resolve(to)
      await mkdirs(dirname(target))
      await rename(this.#resolve(from), target)
      await syncFolder(dirname(target))
    } catch (error) {
      throw explain(error, isMissing(error) ? from : to)
    }
  }

  /** A file, or a folder with everything in it; nothing there is fine. */
  async remove(path: string): Promise<void> {
    try {
      await rm(this.#resolve(path), { recursive: true, force: true })
    } catch (error) {
      throw explain(error, path)
    }
  }

  async realPath(path: string): Promise<string> {
    const start = this.#resolve(path)
    try {
      const end = await endOfLinks(start)
      if (end === start) return path
      if (this.#root === undefined) return withSlashes(end)
      const inside = relative(await realpath(this.#root), end)
      if (leadsOut(inside)) throw new InputError(`${path} is a link that leads out of ${this.#root}`)
      return withSlashes(inside)
    } catch (error) {
      throw explain(error, path)
    }
  }

  #resolve(path: string): string {
    return resolvePath(this.#root, path)
  }

  async #withFile<T>(path: string, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
    const full = this.#resolve(path)
    try {
      // Before it is opened, because opening alone can set a device going; and after, because it may be another by now.
      requireRegular(await stat(full), path)
      const file = await open(full, constants.O_RDONLY | NONBLOCK)
      try {
        const stats = await file.stat()
        requireRegular(stats, path)
        return await use(file, stats.size)
      } finally {
        await file.close()
      }
    } catch (error) {
      throw explain(error, path)
    }
  }
}

const withSlashes = (path: string) => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path)

/** Where a path leads that is a link, even if nothing is there yet; the path itself where it is none. */
async function endOfLinks(path: string): Promise<string> {
  let end = path
  // As many as Linux follows.
  for (let links = 0; links <= 40; links++) {
    const isLink = await lstat(end).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    )
    if (!isLink) return end
    // A link's way begins in the real folder that it lies in.
    const next = resolve(await realpath(dirname(end)), await readlink(end))
    const parent = await realpath(dirname(next)).catch(() => {
      throw new InputError(`${path} is a link to ${next}, where there is no folder to put anything`)
    })
    end = join(parent, basename(next))
  }
  throw new InputError(`${path} is a link that leads back to itself: choose another path`)
}

/** No more than the file had when it was opened: one that grows as fast as it is read has no end. */
async function readBytes(
  file: FileHandle,
  path: string,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start)
  for (let filled = 0; filled < bytes.length;) {
    signal?.throwIfAborted()
    const wanted = Math.min(CHUNK, bytes.length - filled)
    const { bytesRead } = await file.read(bytes, filled, wanted, start + filled)
    if (bytesRead === 0) throw becameShorter(path)
    filled += bytesRead
  }
  return bytes
}

/**
 * With everything above it. Node's own recursive mkdir never returns where a file system, as /proc, answers that the
 * folder it should make is missing.
 */
async function mkdirs(path: string): Promise<void> {
  const made = await tryMkdir(path)
  if (made === 'no parent') {
    await mkdirs(dirname(path))
    if ((await tryMkdir(path)) === 'no parent') throw new InputError(`no folder can be made at ${path}`)
  }
}

async function tryMkdir(path: string): Promise<'made' | 'no parent'> {
  try {
    await mkdir(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'no parent'
    const found = await stat(path).catch(() => undefined)
    if (!found?.isDirectory()) throw error
  }
  return 'made'
}

/** A rename is durable only once its folder is synced; Windows cannot open folders, and needs it not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
