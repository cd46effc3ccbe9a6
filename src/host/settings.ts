import { join } from 'node:path'
import { InputError, messageOf, parseJson } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'

const largest = 256 * 1024

/** What the window wants to find again at the next start: a small JSON file in the library, never a secret. */
export class Settings {
  readonly #path: string
  readonly #files = new NodeFiles()
  readonly #log: (line: string) => void
  #writing: Promise<void> = Promise.resolve()

  constructor(library: string, log: (line: string) => void) {
    this.#path = join(library, 'settings.json')
    this.#log = log
  }

  async get(): Promise<Record<string, unknown>> {
    try {
      if (!(await this.#files.stat(this.#path))) return {}
      const settings = parseJson(await this.#files.read(this.#path, { most: largest }), this.#path)
      if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
        return settings as Record<string, unknown>
      throw new InputError('it holds no JSON object')
    } catch (error) {
      // Settings are a convenience: the app must open without them, and the next change writes a sound file.
      this.#log(`${this.#path} is not used: ${messageOf(error)}`)
      return {}
    }
  }

  /** Keys given replace those there; `null` removes one. Changes from several windows come one after another. */
  set(change: Record<string, unknown>): Promise<void> {
    const written = this.#writing.then(() => this.#merge(change))
    this.#writing = written.catch(() => {})
    return written
  }

  async #merge(change: Record<string, unknown>): Promise<void> {
    const merged = Object.entries({ ...(await this.get()), ...change }).filter(([, value]) => value !== null)
    const bytes = new TextEncoder().encode(`${JSON.stringify(Object.fromEntries(merged), null, 2)}\n`)
    if (bytes.length > largest) throw new InputError(`settings may be ${largest / 1024} KB at most`)
    await this.#files.writeAtomic(this.#path, bytes)
  }
}
