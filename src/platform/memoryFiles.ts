import { InputError } from './errors.js'
import {
  type FileEntry,
  type Files,
  type ReadOptions,
  requireSize,
  type Tree,
  type TreeEntry,
} from './files.js'

/** Files that live as long as the object: for tests, and for work whose result is never kept. */
export class MemoryFiles implements Files {
  readonly #files = new Map<string, Uint8Array>()
  readonly #folders = new Set<string>()

  async read(path: string, options?: ReadOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted()
    const bytes = this.#get(path)
    requireSize(path, bytes.length, options)
    return bytes.slice()
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array> {
    const bytes = this.#get(path)
    if (end > bytes.length)
      throw new InputError(
        `${path} ends at byte ${bytes.length}, byte ${end} is needed: the file is cut short`,
      )
    return bytes.slice(start, end)
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    const key = normalize(path)
    const bytes = this.#files.get(key)
    if (bytes === undefined && !this.#isFolder(key)) return undefined
    const name = key.split('/').at(-1) ?? key
    return { name, isFolder: bytes === undefined, bytes: bytes?.length ?? 0, modifiedAt: 0 }
  }

  async list(folder: string): Promise<FileEntry[]> {
    const key = normalize(folder)
    if (!this.#isFolder(key)) throw new InputError(`${folder} does not exist: check the path`)
    const prefix = key === '' ? '' : `${key}/`
    const names = new Set(
      [...this.#files.keys(), ...this.#folders]
        .filter((path) => path.startsWith(prefix) && path !== key)
        .map((path) => path.slice(prefix.length).split('/')[0] as string),
    )
    const entries = await Promise.all([...names].sort().map((name) => this.stat(prefix + name)))
    return entries.filter((entry) => entry !== undefined)
  }

  /** There are no links in memory. */
  async tree(folder: string, enter: (name: string) => boolean): Promise<Tree> {
    const entries: TreeEntry[] = []
    const walk = async (prefix: string) => {
      for (const { name, isFolder, bytes } of await this.list(
        prefix === '' ? folder : `${folder}/${prefix}`,
      )) {
        entries.push({ name: prefix + name, kind: isFolder ? 'folder' : 'file', bytes })
        if (isFolder && enter(prefix + name)) await walk(`${prefix}${name}/`)
      }
    }
    await walk('')
    const readRange = (name: string, start: number, end: number) =>
      this.readRange(`${folder}/${name}`, start, end)
    return { entries, files: { readRange } }
  }

  async writeAtomic(path: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(normalize(path), bytes.slice())
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const before = this.#files.get(normalize(path)) ?? new Uint8Array(0)
    const after = new Uint8Array(before.length + bytes.length)
    after.set(before)
    after.set(bytes, before.length)
    this.#files.set(normalize(path), after)
  }

  async makeFolder(path: string): Promise<void> {
    this.#folders.add(normalize(path))
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [normalize(from), normalize(to)]
    if ((await this.stat(source)) === undefined)
      throw new InputError(`${from} does not exist: check the path`)
    if (this.#isFolder(source) && (await this.stat(target)) !== undefined)
      throw new InputError(`${to} exists already`)
    const moved = (path: string) => target + path.slice(source.length)
    const within = (path: string) => path === source || path.startsWith(`${source}/`)
    for (const [path, bytes] of [...this.#files].filter(([name]) => within(name))) {
      this.#files.delete(path)
      this.#files.set(moved(path), bytes)
    }
    for (const path of [...this.#folders].filter(within)) {
      this.#folders.delete(path)
      this.#folders.add(moved(path))
    }
  }

  /** There are no links. */
  async realPath(path: string): Promise<string> {
    return path
  }

  async remove(path: string): Promise<void> {
    const key = normalize(path)
    for (const name of [...this.#files.keys(), ...this.#folders]) {
      if (name !== key && !name.startsWith(`${key}/`)) continue
      this.#files.delete(name)
      this.#folders.delete(name)
    }
  }

  #get(path: string): Uint8Array {
    const bytes = this.#files.get(normalize(path))
    if (bytes === undefined) throw new InputError(`${path} does not exist: check the path`)
    return bytes
  }

  #isFolder(key: string): boolean {
    if (key === '') return true
    const prefix = `${key}/`
    return (
      this.#folders.has(key) ||
      [...this.#files.keys(), ...this.#folders].some((path) => path.startsWith(prefix))
    )
  }
}

function normalize(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}
