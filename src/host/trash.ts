import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { InputError } from '../platform/errors.js'
import { NodeFiles } from '../platform/nodeFiles.js'

/** How long what was deleted stays on the disk, in milliseconds. */
const kept = 7 * 24 * 3600 * 1000

/**
 * Deleted things are moved, not erased: undo moves them back while the host runs, and by hand for a week after.
 */
export class Trash {
  readonly #folder: string
  readonly #files = new NodeFiles()
  readonly #undo = new Map<string, { trashed: string; origin: string }>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Moves a file or folder here; the token takes it back. */
  async put(path: string): Promise<string> {
    const token = randomUUID()
    const name = path.split(/[/\\]/).at(-1)
    // The time it was deleted is in the name: a rename leaves the folder's own times as they were.
    const trashed = join(this.#folder, `${Date.now()}-${token.slice(0, 8)}-${name}`)
    await this.#files.rename(path, trashed)
    this.#undo.set(token, { trashed, origin: path })
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

  /** Erases what has been here for a week. */
  async empty(now = Date.now()): Promise<void> {
    for (const { name } of await this.#files.list(this.#folder)) {
      const deletedAt = Number(/^(\d+)-/.exec(name)?.[1] ?? Number.NaN)
      if (now - deletedAt > kept) await this.#files.remove(join(this.#folder, name))
    }
  }
}
