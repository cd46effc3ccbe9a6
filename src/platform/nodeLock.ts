import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as v from 'valibot'
import { InputError } from './errors.js'
import { explain } from './diskFiles.js'
import { isRunning, thisProcess } from './nodeProcess.js'

/**
 * A lock is a folder with a lease in it, which says whose it is. It appears with one rename, lease and all, which
 * every file system can do and only one process can win. The lease of a process that has ended is worth nothing: the
 * next one clears it away, under a lock of its own that is named after that lease. So of many that find the same dead
 * lease one clears it, and none clears away what another has made since.
 */

const Lease = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  /** Of the file itself: the lease in a copy of the folder is nobody's. */
  inode: v.string(),
  doing: v.string(),
  process: v.object({
    pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
    startedAt: v.optional(v.string()),
    host: v.string(),
    boot: v.optional(v.string()),
    namespace: v.optional(v.string()),
  }),
})
type Lease = v.InferOutput<typeof Lease>

/** Who has a lock. */
export interface LockOwner {
  pid: number
  /** What for, such as `training`. */
  doing: string
}

export interface LockOptions {
  doing: string
  /** The sentence for who comes second. */
  refusal(owner: LockOwner): string
}

interface Held {
  release(): Promise<void>
}

/** What stands where the lock would be: `key` tells it from what stands there later. */
interface Found {
  key: string
  lease?: Lease
}

const LEASE = 'lease.json'
/** Bytes; a lease has about 300. */
const LARGEST_LEASE = 4096

/**
 * Takes the lock at `path`, a name that nothing else uses in a folder that is there. The function returned gives it
 * back; a process that dies gives it back too. Throws `InputError` where another process has it, or where nothing can
 * be written.
 */
export async function takeLock(path: string, options: LockOptions): Promise<() => Promise<void>> {
  try {
    const lock = await acquire(path, options.doing)
    if ('release' in lock) {
      await removeRemains(path)
      return lock.release
    }
    const { pid, host } = lock.owner.process
    const elsewhere = `; it runs on ${host}, where this program cannot look: if it has ended, delete ${path}`
    throw new InputError(options.refusal({ pid, doing: lock.owner.doing }) + (lock.isSure ? '' : elsewhere))
  } catch (error) {
    throw explain(error, dirname(path))
  }
}

async function acquire(path: string, doing: string): Promise<Held | { owner: Lease; isSure: boolean }> {
  // Every turn but the last loses against another process that gets further with it.
  for (let turn = 0; turn < 1000; turn++) {
    const held = await create(path, doing)
    if (held) return held
    const found = await look(path)
    if (!found) continue
    const isAlive = found.lease !== undefined && (await isRunning(found.lease.process))
    if (found.lease && isAlive) return { owner: found.lease, isSure: isAlive === true }
    if (!(await clear(path, found))) await delay(5 + Math.random() * 20)
  }
  throw new InputError(`${path} changes hands again and again: try again later`)
}

/** Undefined where something stands there already. */
async function create(path: string, doing: string): Promise<Held | undefined> {
  const id = newId()
  const prepared = `${path}.${id}`
  await mkdir(prepared)
  let file: FileHandle | undefined
  try {
    file = await open(join(prepared, LEASE), 'wx')
    const { ino } = await file.stat({ bigint: true })
    const lease: Lease = { id, inode: String(ino), doing, process: await thisProcess() }
    await file.writeFile(JSON.stringify(lease))
    // Elsewhere it stays open: some file systems number a file anew when nobody has it open.
    if (process.platform === 'win32') await file.close()
    await rename(prepared, path)
  } catch (error) {
    await file?.close()
    await rm(prepared, { recursive: true, force: true })
    // Where it is gone, the one that has the lock has tidied up.
    if (isTaken(error) || codeOf(error) === 'ENOENT') return undefined
    if (process.platform === 'win32' && (await look(path))) return undefined
    throw error
  }
  const isHeld = async () => (await look(path))?.lease?.id === id
  // What was tidied away just before the rename was an empty folder by then, which locks nothing.
  if (!(await isHeld())) {
    await file.close()
    return undefined
  }
  return {
    async release() {
      // One that was deleted by hand may be another's by now.
      const isOwn = await isHeld().catch(() => false)
      await file.close()
      if (!isOwn) return
      const gone = `${path}.${newId()}`
      await rename(path, gone).then(
        () => rm(gone, { recursive: true, force: true }),
        () => {},
      )
    },
  }
}

/** Reads no pipe, no device, nothing behind a link and nothing large. */
async function look(path: string): Promise<Found | undefined> {
  const stats = await lstat(path, { bigint: true }).catch(ifMissing)
  if (!stats) return undefined
  const unreadable: Found = { key: `x${stats.ino.toString(16)}` }
  if (!stats.isDirectory()) return unreadable
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(join(path, LEASE), flags).catch((error: unknown) => {
    // Another user's lease may be hidden from this one, and good.
    if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ENXIO'].includes(String(codeOf(error)))) throw error
  })
  // A lock that was given back just now was whole; one without a lease is none.
  if (!file) return (await lstat(path, { bigint: true }).catch(ifMissing)) ? unreadable : undefined
  try {
    const { ino, size } = await file.stat({ bigint: true })
    const isFile = (await file.stat()).isFile()
    if (!isFile || size > LARGEST_LEASE) return unreadable
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Lease), await file.readFile('utf8'))
    if (!parsed.success || parsed.output.inode !== String(ino)) return unreadable
    return { key: parsed.output.id, lease: parsed.output }
  } finally {
    await file.close()
  }
}

/** Clears away a dead lease, or what is none; false where another process is about to. */
async function clear(path: string, dead: Found): Promise<boolean> {
  const turn = await acquire(`${path}.${dead.key}.taking`, 'clearing')
  if (!('release' in turn)) return false
  try {
    if ((await look(path))?.key !== dead.key) return true
    if (dead.lease) {
      const gone = `${path}.${newId()}`
      await rename(path, gone)
      await rm(gone, { recursive: true, force: true })
      return true
    }
    // An empty folder may be taken by another process's rename: this fails when it is not empty any more.
    const isGone = await rmdir(path).then(
      () => true,
      () => false,
    )
    if (isGone) return true
    const aside = `kept-aside${basename(path)}-${newId()}`
    const isOurs = await holdsLeaseAlone(path)
    const gone = isOurs ? `${path}.${newId()}` : join(dirname(path), aside)
    await rename(path, gone)
    if (isOurs) await rm(gone, { recursive: true, force: true })
    return true
  } finally {
    await turn.release()
  }
}

/** A lock that was copied, or that a power cut left without its lease's content: nothing to be kept. */
async function holdsLeaseAlone(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => [])
  const stats = await lstat(join(path, LEASE)).catch(() => undefined)
  return names.length === 1 && stats?.isFile() === true && stats.size <= LARGEST_LEASE
}

/** What processes left that died while they took the lock; one that is alive begins again, and finds it taken. */
async function removeRemains(path: string): Promise<void> {
  const prefix = basename(path)
  for (const name of await readdir(dirname(path)))
    if (
      name.startsWith(prefix) &&
      /^(\.[0-9a-f]{12}|\.x[0-9a-f]+|\.taking)+$/.test(name.slice(prefix.length))
    )
      await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => {})
}

const newId = () => randomBytes(6).toString('hex')

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function isTaken(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(String(codeOf(error)))
}

function ifMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}
