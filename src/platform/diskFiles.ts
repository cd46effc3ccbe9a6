import { constants, type Stats } from 'node:fs'
import { isAbsolute, resolve, sep } from 'node:path'
import { InputError } from './errors.js'
import type { FileEntry } from './files.js'
import { shorten } from './shorten.js'

/** What all files on disk have in common, whether one waits for them or not: where they are, and what is refused. */

/** Names that a folder is listed up to: one that holds more is damage or malice, and would fill the memory. */
export const MOST_NAMES = 20_000
/** How a file is opened to be read: where the system can, a pipe that nobody writes into opens at once, not never. */
export const NONBLOCK = constants.O_NONBLOCK ?? 0

/** The absolute path. With a root, one that leads out of it is an InputError. */
export function resolvePath(root: string | undefined, path: string): string {
  if (path.includes('\0')) throw new InputError(`the path ${shorten(JSON.stringify(path))} holds a zero byte`)
  if (root === undefined) return resolve(path)
  // Nearly all paths: taking them apart costs as much as asking the system about them.
  if (sep === '/' && !path.startsWith('/') && !path.includes('..')) return `${root}/${path}`
  const resolved = resolve(root, path)
  const isInside = resolved === root || resolved.startsWith(root.endsWith(sep) ? root : root + sep)
  if (!isInside) throw new InputError(`the path ${path} leads out of ${root}`)
  return resolved
}

/** Of a path relative to a root. */
export function leadsOut(inside: string): boolean {
  return isAbsolute(inside) || inside === '..' || inside.startsWith('../') || inside.startsWith('..\\')
}

export function requireFewNames(folder: string, isWhole: boolean): void {
  if (!isWhole)
    throw new InputError(`${folder} holds more than ${MOST_NAMES} files: it is not looked through`)
}

export function requireWithin(path: string, end: number, size: number): void {
  if (end > size)
    throw new InputError(`${path} ends at byte ${size}, byte ${end} is needed: the file is cut short`)
}

export const becameShorter = (path: string) =>
  new InputError(`${path} became shorter while it was read: try again`)

export function entryOf(name: string, stats: Stats): FileEntry {
  return { name, isFolder: stats.isDirectory(), bytes: stats.size, modifiedAt: stats.mtimeMs }
}

/** Throws `InputError` for what has no bytes of its own: reading from it could wait, or go on, for ever. */
export function requireRegular(stats: Stats, path: string): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw new InputError(`${path} is a folder, a file is needed`)
  const kind = stats.isFIFO() ? 'a FIFO' : stats.isSocket() ? 'a socket' : 'a device'
  throw new InputError(`${path} is no regular file (${kind}): remove it, or put the file in its place`)
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

export function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** What the user can do something about, in words; anything else as it came. */
export function explain(error: unknown, path: string): unknown {
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
