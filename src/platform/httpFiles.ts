import { InputError } from './errors.js'
import { type FileEntry, type ReadableFiles, type ReadOptions, requireSize } from './files.js'

/** Files behind a base address that answers `GET` with ranges and `HEAD`: the host's blobs, a static server. */
export class HttpFiles implements ReadableFiles {
  readonly #base: string
  readonly #fetch: typeof globalThis.fetch

  /** `base` is what a path is appended to, such as `/blob/`. */
  constructor(base: string, fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request)) {
    this.#base = base.endsWith('/') ? base : `${base}/`
    this.#fetch = fetch
  }

  async read(path: string, options?: ReadOptions): Promise<Uint8Array> {
    const response = await this.#request(path, { signal: options?.signal })
    // Said before the bytes come; a server that says nothing is measured by what came.
    requireSize(path, Number(response.headers.get('content-length')), options)
    const bytes = new Uint8Array(await response.arrayBuffer())
    requireSize(path, bytes.length, options)
    return bytes
  }

  /** Bytes `start` to `end` (exclusive). A file that ends before is an InputError: it is cut short. */
  async readRange(path: string, start: number, end: number): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array(0)
    const response = await this.#request(path, { headers: { range: `bytes=${start}-${end - 1}` } })
    let bytes = new Uint8Array(await response.arrayBuffer())
    // A server without ranges answers 200 and the whole file.
    if (response.status === 200) bytes = bytes.slice(start, end)
    if (bytes.length !== end - start)
      throw new InputError(`${path} ends before byte ${end}: the file is cut short`)
    return bytes
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    const response = await this.#send(path, { method: 'HEAD' })
    if (response.status === 404) return undefined
    this.#check(response, path)
    const bytes = Number(response.headers.get('content-length') ?? Number.NaN)
    if (!Number.isInteger(bytes)) throw new Error(`${path}: the server does not say how long it is`)
    return {
      name: path.split('/').at(-1) ?? path,
      isFolder: false,
      bytes,
      modifiedAt: Date.parse(response.headers.get('last-modified') ?? '') || 0,
    }
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#send(path, init)
    this.#check(response, path)
    return response
  }

  #send(path: string, init: RequestInit): Promise<Response> {
    return this.#fetch(this.#base + path.split('/').map(encodeURIComponent).join('/'), init)
  }

  #check(response: Response, path: string): void {
    if (response.status === 404) throw new InputError(`${path} does not exist: check the path`)
    if (response.status === 416)
      throw new InputError(`${path} ends before the range asked for: it is cut short`)
    if (!response.ok)
      throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`)
  }
}
