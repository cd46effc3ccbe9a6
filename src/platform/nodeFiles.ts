import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { InputError } from './errors.js'
import { type FileEntry, type Files, type ReadOptions, requireSize } from './files.js'
import { readFolder } from './folderEntries.js'
import { shorten } from './shorten.js'

/** Names that `list` takes from one folder: one that holds more is damage or malice, and would fill the memory. */
const MOST_NAMES = 20_000
/** How many files are asked about at the same time: each costs one of the few that a process may have open. */
const AT_ONCE = 64
/** How much is read at once, so that a reading can be given up in between. */
const CHUNK = 16 * 1024 ** 2
/** Where the system knows it: a pipe that nobody writes into opens at once, instead of never. */
const NONBLOCK = constants.O_NONBLOCK ?? 0

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
      if (end > size)
        throw new InputError(`${path} ends at byte ${size}, byte ${end} is needed: the file is cut short`)
      return readBytes(file, path, start, end)
    })
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    try {
      return entry(path.split('/').at(-1) ?? path, await stat(this.#resolve(path)))
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
    if (!isWhole)
      throw new InputError(`${folder} holds more than ${MOST_NAMES} files: it is not looked through`)
    const names = entries.map(({ name }) => name).sort()
    const found: FileEntry[] = []
    for (let start = 0; start < names.length; start += AT_ONCE) {
      const some = names.slice(start, start + AT_ONCE).map(async (name) => {
        const stats = await stat(resolve(path, name)).catch(() => undefined)
        return stats ? [entry(name, stats)] : []
      })
      found.push(...(await Promise.all(some)).flat())
    }
    return found
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
      await rm(beside, { force: true })
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

  #resolve(path: string): string {
    if (path.includes('\0')) throw new InputError(`the path ${JSON.stringify(path)} holds a zero byte`)
    if (this.#root === undefined) return resolve(path)
    const resolved = resolve(this.#root, path)
    const inside = relative(this.#root, resolved)
    if (isAbsolute(inside) || inside === '..' || inside.startsWith('../') || inside.startsWith('..\\'))
      throw new InputError(`the path ${path} leads out of ${this.#root}`)
    return resolved
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

/** Throws `InputError` for what has no bytes of its own: reading from it could wait, or go on, for ever. */
function requireRegular(stats: Stats, path: string): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw new InputError(`${path} is a folder, a file is needed`)
  const kind = stats.isFIFO() ? 'a FIFO' : stats.isSocket() ? 'a socket' : 'a device'
  throw new InputError(`${path} is no regular file (${kind}): remove it, or put the file in its place`)
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
    if (bytesRead === 0) throw new InputError(`${path} became shorter while it was read: try again`)
    filled += bytesRead
  }
  return bytes
}

function entry(name: string, stats: Stats): FileEntry {
  return { name, isFolder: stats.isDirectory(), bytes: stats.size, modifiedAt: stats.mtimeMs }
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

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** What the user can do something about, in words; anything else as it came. */
function explain(error: unknown, path: string): unknown {
  switch (errorCode(error)) {
    case 'ENOENT':
      return new InputError(`${path} does not exist: check the path`)
    case 'ENOTDIR':
      return new InputError(`${path}: a part of this path is a file where a folder is needed`)
    case 'EISDIR':
      return new InputError(`${path} is a folder, a file is needed`)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new InputError(`${path}: the system does not allow it, check the permissions`)
    case 'ENOSPC':
      return new InputError(`${path}: the disk is full, free some space and try again`)
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new InputError(`${path} exists already`)
    case 'ENAMETOOLONG':
      return new InputError(`${shorten(path)}: the name is too long`)
    case 'ELOOP':
      return new InputError(`${path} is a link that leads in a circle: remove it`)
    case 'ENXIO':
    case 'ENODEV':
      return new InputError(`${path} is no regular file: remove it, or put the file in its place`)
    case 'EIO':
      return new InputError(`${path}: the disk cannot read or write it, it may be failing`)
    case 'EMFILE':
    case 'ENFILE':
      return new InputError(`${path}: too many files are open, close other programs and try again`)
    default:
      return error
  }
}
