import { randomUUID } from 'node:crypto'
import { lstat, opendir, readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError, messageOf } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'

/** How long what was deleted stays on the disk, in milliseconds. */
const kept = 7 * 24 * 3600 * 1000

/** What may lie here, in bytes, on a disk with room; never more than a tenth of what the disk would have free. */
const MOST_BYTES = 5 * 1024 ** 3

export interface TrashOptions {
  mostBytes?: number
  log(line: string): void
}

interface Trashed {
  path: string
  deletedAt: number
  bytes: number
}

/**
 * Deleted things are moved, not erased: undo moves them back while the host runs, and by hand for a week after. Where
 * they take too much room the oldest go before that; what was deleted last always stays.
 */
export class Trash {
  readonly #folder: string
  readonly #options: TrashOptions
  readonly #files = new NodeFiles()
  readonly #undo = new Map<string, { trashed: string; origin: string }>()
  /** By path: what lies here does not change any more. */
  readonly #sizes = new Map<string, number>()
  #tidying: Promise<void> = Promise.resolve()
  /** When something was deleted last: no two at the same time, so that the oldest can be told. */
  #lastAt = 0

  constructor(folder: string, options: TrashOptions) {
    this.#folder = folder
    this.#options = options
  }

  /** Moves a file or folder here, a link as itself; the token takes it back. */
  async put(path: string): Promise<string> {
    const token = randomUUID()
    const name = path.split(/[/\\]/).at(-1)
    // The time it was deleted is in the name: a rename leaves the folder's own times as they were.
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1)
    const trashed = join(this.#folder, `${this.#lastAt}-${token.slice(0, 8)}-${name}`)
    await this.#files.rename(path, trashed)
    this.#undo.set(token, { trashed, origin: path })
    void this.tidy()
    return token
  }

  /** Where it was moved back to. */
  async restore(token: string): Promise<string> {
    const entry = this.#undo.get(token)
    if (!entry)
      throw new InputError(
        `this can no longer be undone here; what was deleted lies in ${this.#folder} for a week`,
      )
    if (await this.#files.stat(entry.origin))
      throw new InputError(
        `${entry.origin} has been made anew since: rename or delete that one, then undo again`,
      )
    await this.#files.rename(entry.trashed, entry.origin)
    this.#undo.delete(token)
    return entry.origin
  }

  /** Erases what has been here for a week, and the oldest of what is too much. One after the other; never throws. */
  tidy(): Promise<void> {
    this.#tidying = this.#tidying
      .then(() => this.#tidy())
      .catch((error: unknown) => this.#options.log(`${this.#folder} is not tidied up: ${messageOf(error)}`))
    return this.#tidying
  }

  async #tidy(): Promise<void> {
    const old = (await this.#deleted()).filter(({ deletedAt }) => Date.now() - deletedAt > kept)
    for (const { path } of old) await this.#erase(path)
    const left: Trashed[] = []
    for (const { path, deletedAt } of await this.#deleted())
      left.push({ path, deletedAt, bytes: await this.#size(path) })
    left.sort((a, b) => a.deletedAt - b.deletedAt)
    let total = left.reduce((sum, { bytes }) => sum + bytes, 0)
    const most = await this.#mostBytes(total)
    for (const { path, bytes } of left.slice(0, -1)) {
      if (total <= most) return
      this.#options.log(`the trash has ${total} bytes, at most ${most} stay: ${path} is erased`)
      await this.#erase(path)
      total -= bytes
    }
  }

  /** What else lies here, under other names, is nothing that was deleted: it stays. */
  async #deleted(): Promise<{ path: string; deletedAt: number }[]> {
    return (await readdir(this.#folder)).flatMap((name) => {
      const [, time] = /^(\d{13,15})-[0-9a-f]{8}-/.exec(name) ?? []
      return time === undefined ? [] : [{ path: join(this.#folder, name), deletedAt: Number(time) }]
    })
  }

  async #mostBytes(total: number): Promise<number> {
    const most = this.#options.mostBytes ?? MOST_BYTES
    const disk = await statfs(this.#folder).catch(() => undefined)
    return disk ? Math.min(most, Math.floor((disk.bavail * disk.bsize + total) / 10)) : most
  }

  async #size(path: string): Promise<number> {
    const known = this.#sizes.get(path)
    if (known !== undefined) return known
    const bytes = await bytesOf(path)
    this.#sizes.set(path, bytes)
    return bytes
  }

  async #erase(path: string): Promise<void> {
    for (const [token, { trashed }] of this.#undo) if (trashed === path) this.#undo.delete(token)
    await this.#files.remove(path)
    this.#sizes.delete(path)
  }
}

/** Of a file, or of a folder with everything in it. A link is as large as itself. */
async function bytesOf(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => undefined)
  if (!stats?.isDirectory()) return stats?.size ?? 0
  let sum = 0
  // What cannot be looked into counts as nothing.
  for await (const { name } of (await opendir(path).catch(() => undefined)) ?? [])
    sum += await bytesOf(join(path, name))
  return sum
}
