import type { ReadableFiles } from '../platform/index.js'

const CHUNK = 1 << 20

/** A file as the Hub's client wants it, a Blob, read piece by piece when it is sent: files may be larger than memory. */
export class FilesBlob extends Blob {
  readonly #files: Pick<ReadableFiles, 'readRange'>
  readonly #path: string
  readonly #start: number
  readonly #end: number

  constructor(files: Pick<ReadableFiles, 'readRange'>, path: string, start: number, end: number) {
    super([])
    this.#files = files
    this.#path = path
    this.#start = start
    this.#end = end
  }

  override get size(): number {
    return this.#end - this.#start
  }

  override slice(from = 0, to = this.size): FilesBlob {
    const place = (at: number) => Math.min(this.size, Math.max(0, at < 0 ? this.size + at : at))
    const start = this.#start + place(from)
    return new FilesBlob(this.#files, this.#path, start, Math.max(start, this.#start + place(to)))
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#files.readRange(this.#path, this.#start, this.#end)
    return bytes as Uint8Array<ArrayBuffer>
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes()
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = this.#start
    return new ReadableStream({
      pull: async (controller) => {
        if (at >= this.#end) return controller.close()
        const next = Math.min(this.#end, at + CHUNK)
        controller.enqueue((await this.#files.readRange(this.#path, at, next)) as Uint8Array<ArrayBuffer>)
        at = next
      },
    })
  }
}
