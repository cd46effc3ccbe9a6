import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { InputError } from './errors.js'
import type { FileEntry, Files, Tree } from './files.js'
import { nodeTree } from './nodeTree.js'

/**
 * Files on disk. With a root, paths are relative to it and cannot leave it; without one they are as the user
 * typed them, relative to the working folder.
 */
export class NodeFiles implements Files {
  readonly #root: string | undefined

  constructor(root?: string) {
    this.#root = root === undefined ? undefined : resolve(root)
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#withFile(path, async (file) => new Uint8Array(await file.readFile()))
  }

  /** Bytes `start` to `end` (exclusive). A file that ends before is an InputError: it is cut short. */
  async readRange(path: string, start: number, end: number): Promise<Uint8Array> {
    return this.#withFile(path, async (file) => {
      const { size } = await file.stat()
      if (end > size)
        throw new InputError(`${path} ends at byte ${size}, byte ${end} is needed: the file is cut short`)
      const bytes = new Uint8Array(end - start)
      for (let filled = 0; filled < bytes.length;) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) throw new InputError(`${path} became shorter while it was read: try again`)
        filled += bytesRead
      }
      return bytes
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

  /** Sorted by name; what vanishes while listing is left out. */
  async list(folder: string): Promise<FileEntry[]> {
    const path = this.#resolve(folder)
    const names = await readdir(path).catch((error: unknown) => {
      throw explain(error, folder)
    })
    const entries = await Promise.all(
      names.sort().map(async (name) => {
        const stats = await stat(resolve(path, name)).catch(() => undefined)
        return stats && entry(name, stats)
      }),
    )
    return entries.filter((found) => found !== undefined)
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
      await rm(beside, { force: true })
      throw explain(error, path)
    }
  }

  /** On disk when it returns, except for what a crash in the middle cuts off. */
  async append(path: string, bytes: Uint8Array): Promise<void> {
    const target = this.#resolve(path)
    try {
      await mkdirs(dirname(target))
      const file = await open(target, 'a')
      try {
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

  async #withFile<T>(path: string, use: (file: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
    try {
      const file = await open(this.#resolve(path), constants.O_RDONLY)
      try {
        return await use(file)
      } finally {
        await file.close()
      }
    } catch (error) {
      throw explain(error, path)
    }
  }
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
      return new InputError(`${path.slice(0, 80)}…: the name is too long`)
    default:
      return error
  }
}
