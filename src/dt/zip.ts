import { InputError } from '../platform/errors.js'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** Longest comment after the end-of-directory record, and the record itself. */
const MAX_TAIL = 65535 + 22

/**
 * The files of a zip archive as views of its bytes. Only stored files are read, which is all that PyTorch writes;
 * compressed ones are refused, so nothing can unfold.
 */
export function readStoredZip(bytes: Uint8Array, where: string): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fail = (problem: string) => new InputError(`${where}: damaged zip archive: ${problem}`)
  const decoder = new TextDecoder()
  let end = bytes.length - 22
  const lowest = Math.max(0, bytes.length - MAX_TAIL)
  while (end >= lowest && view.getUint32(end, true) !== END_OF_DIRECTORY) end--
  if (end < lowest) throw fail('no directory, the file may be cut off')
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const files = new Map<string, Uint8Array>()
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw fail(`entry ${i} of its directory`)
    }
    const method = view.getUint16(at + 10, true)
    const size = view.getUint32(at + 20, true)
    const nameLength = view.getUint16(at + 28, true)
    const skip = view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const local = view.getUint32(at + 42, true)
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength))
    if (method !== 0) throw fail(`${name} is compressed, which PyTorch's files are not`)
    if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL_ENTRY)
      throw fail(`${name} is missing`)
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    if (start + size > bytes.length) throw fail(`${name} is cut off`)
    files.set(name, bytes.subarray(start, start + size))
    at += 46 + nameLength + skip
  }
  return files
}
