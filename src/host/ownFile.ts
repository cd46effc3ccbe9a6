import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError, parseJson } from '../platform/index.js'

/** Bytes of what the host keeps for itself: the longest list of recordings, and a training's whole curve, fit in. */
const LARGEST = 1 << 20

/**
 * The JSON of a file that the host once wrote, in a library that may have come from anybody. Throws `InputError` for
 * what the host never makes: a link, a pipe, a device, a folder, a file that is large or no JSON.
 */
export async function readOwnJson(path: string): Promise<unknown> {
  const stats = await lstat(path).catch(() => undefined)
  if (!stats) throw new InputError('it is not there')
  if (!stats.isFile()) throw new InputError('it is no file')
  // Looked at again when it is open: then nobody can put another in its place.
  const file = await open(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  )
  try {
    const opened = await file.stat()
    if (!opened.isFile()) throw new InputError('it is no file')
    if (opened.size > LARGEST) throw new InputError(`it has ${opened.size} bytes, at most ${LARGEST} are due`)
    return parseJson(await file.readFile('utf8'), basename(path))
  } finally {
    await file.close()
  }
}

/** Gives something a name beside its own under which nothing is done with it, and says which. */
export async function setAside(path: string): Promise<string> {
  const aside = join(dirname(path), `kept-aside-${randomUUID().slice(0, 8)}`)
  await rename(path, aside)
  return aside
}
