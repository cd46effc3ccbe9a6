import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  becameShorter,
  entryOf,
  explain,
  isMissing,
  MOST_NAMES,
  NONBLOCK,
  requireFewNames,
  requireRegular,
  requireWithin,
  resolvePath,
} from './diskFiles.js'
import { type FileEntry, type Files, type ReadableFiles, type ReadOptions, requireSize } from './files.js'
import { readFolderNow } from './folderEntries.js'

/**
 * Files on disk for a thread that has nothing else to do: it waits for each, which costs a tenth of asking the system's
 * own threads for it. As careful as `NodeFiles`: only regular files, only up to a size, none outside of the root.
 */
export class ThreadFiles implements ReadableFiles, Pick<Files, 'list'> {
  readonly #root: string

  constructor(root: string) {
    this.#root = resolve(root)
  }

  async read(path: string, options?: ReadOptions): Promise<Uint8Array> {
    return this.#withFile(path, (file, size) => {
      requireSize(path, size, options)
      return readBytes(file, path, 0, size)
    })
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array> {
    return this.#withFile(path, (file, size) => {
      requireWithin(path, end, size)
      return readBytes(file, path, start, end)
    })
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    try {
      const stats = statSync(resolvePath(this.#root, path), { throwIfNoEntry: false })
      return stats && entryOf(path.split('/').at(-1) ?? path, stats)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw explain(error, path)
    }
  }

  /** Sorted by name; links that lead nowhere are left out. */
  async list(folder: string): Promise<FileEntry[]> {
    try {
      const path = resolvePath(this.#root, folder)
      const { entries, isWhole } = readFolderNow(path, MOST_NAMES)
      requireFewNames(folder, isWhole)
      const names = entries.map(({ name }) => name).sort()
      return names.flatMap((name) => this.#entry(resolve(path, name), name) ?? [])
    } catch (error) {
      throw explain(error, folder)
    }
  }

  #entry(path: string, name: string): FileEntry | undefined {
    try {
      return entryOf(name, statSync(path))
    } catch {
      return undefined
    }
  }

  #withFile<T>(path: string, use: (file: number, size: number) => T): T {
    const full = resolvePath(this.#root, path)
    try {
      requireRegular(statSync(full), path)
      const file = openSync(full, constants.O_RDONLY | NONBLOCK)
      try {
        const stats = fstatSync(file)
        requireRegular(stats, path)
        return use(file, stats.size)
      } finally {
        closeSync(file)
      }
    } catch (error) {
      throw explain(error, path)
    }
  }
}

function readBytes(file: number, path: string, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start)
  for (let filled = 0; filled < bytes.length;) {
    const read = readSync(file, bytes, filled, bytes.length - filled, start + filled)
    if (read === 0) throw becameShorter(path)
    filled += read
  }
  return bytes
}
