import { InputError, type ReadableFiles, shorten } from '../platform/index.js'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** Bytes before the name of an entry, in the directory and where the entry itself is. */
const DIRECTORY_HEADER = 46
const LOCAL_HEADER = 30
/** Longest comment after the end-of-directory record, and the record itself. */
const MAX_TAIL = 65535 + 22

interface Entry {
  name: string
  size: number
  /** Where its local header is. */
  local: number
}

const damaged = (where: string, problem: string) =>
  new InputError(`${where}: damaged zip archive: ${problem}`)

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Where the directory is, from the last bytes of an archive of `size` bytes. */
function findDirectory(tail: Uint8Array, size: number, where: string) {
  const view = viewOf(tail)
  let at = tail.length - 22
  while (at >= 0 && view.getUint32(at, true) !== END_OF_DIRECTORY) at--
  if (at < 0) throw damaged(where, 'no directory, the file may be cut off')
  const start = view.getUint32(at + 16, true)
  const end = size - tail.length + at
  if (start > end) throw damaged(where, 'its directory lies behind its end')
  return { start, end, count: view.getUint16(at + 10, true) }
}

function readDirectory(directory: Uint8Array, count: number, where: string): Map<string, Entry> {
  const view = viewOf(directory)
  const decoder = new TextDecoder()
  const entries = new Map<string, Entry>()
  for (let i = 0, at = 0; i < count; i++) {
    if (at + DIRECTORY_HEADER > directory.length || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw damaged(where, `entry ${i} of its directory`)
    const nameEnd = at + DIRECTORY_HEADER + view.getUint16(at + 28, true)
    const name = decoder.decode(directory.subarray(at + DIRECTORY_HEADER, nameEnd))
    if (view.getUint16(at + 10, true) !== 0)
      throw damaged(where, `${shorten(name)} is compressed, which PyTorch's files are not`)
    if (entries.has(name)) throw damaged(where, `${shorten(name)} is in it twice`)
    entries.set(name, { name, size: view.getUint32(at + 20, true), local: view.getUint32(at + 42, true) })
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** Where the content of an entry begins, from its local header. */
function contentStart({ name, local }: Entry, header: Uint8Array, where: string): number {
  const view = viewOf(header)
  if (header.length < LOCAL_HEADER || view.getUint32(0, true) !== LOCAL_ENTRY)
    throw damaged(where, `${shorten(name)} is missing`)
  return local + LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true)
}

/**
 * The files of a zip archive as views of its bytes. Only stored files are read, which is all that PyTorch writes;
 * compressed ones are refused, so nothing can unfold, and so are those that share bytes.
 */
export function readStoredZip(bytes: Uint8Array, where: string): Map<string, Uint8Array> {
  const { start, end, count } = findDirectory(bytes.subarray(-MAX_TAIL), bytes.length, where)
  const entries = readDirectory(bytes.subarray(start, end), count, where)
  const files = new Map<string, Uint8Array>()
  let free = 0
  for (const entry of [...entries.values()].sort((a, b) => a.local - b.local)) {
    const { name, size, local } = entry
    const from = contentStart(entry, bytes.subarray(local, local + LOCAL_HEADER), where)
    if (from + size > bytes.length) throw damaged(where, `${shorten(name)} is cut off`)
    if (local < free) throw damaged(where, `${shorten(name)} overlaps another file`)
    free = from + size
    files.set(name, bytes.subarray(from, from + size))
  }
  return files
}

/** One file of an archive on the disk, the first whose name is `wanted`; the others are left unread. */
export async function readZipFile(
  path: string,
  files: ReadableFiles,
  size: number,
  { wanted, most }: { wanted: (name: string) => boolean; most: number },
): Promise<Uint8Array | undefined> {
  const tail = await files.readRange(path, Math.max(0, size - MAX_TAIL), size)
  const { start, end, count } = findDirectory(tail, size, path)
  if (end - start > most) throw damaged(path, `a directory of ${end - start} bytes`)
  const entries = readDirectory(await files.readRange(path, start, end), count, path)
  const entry = [...entries.values()].find(({ name }) => wanted(name))
  if (!entry) return undefined
  if (entry.size > most)
    throw damaged(path, `${shorten(entry.name)} has ${entry.size} bytes, at most ${most} are read`)
  if (entry.local + LOCAL_HEADER > size) throw damaged(path, `${shorten(entry.name)} is missing`)
  const header = await files.readRange(path, entry.local, entry.local + LOCAL_HEADER)
  const from = contentStart(entry, header, path)
  if (from + entry.size > size) throw damaged(path, `${shorten(entry.name)} is cut off`)
  return files.readRange(path, from, from + entry.size)
}
