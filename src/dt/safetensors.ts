import * as v from 'valibot'
import {
  InputError,
  issueMessage,
  LARGEST_TEXT,
  parseJson,
  type ReadableFiles,
  shorten,
} from '../platform/index.js'

/** Bytes of one value of each type that is read. */
const BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const
export type DataType = keyof typeof BYTES
export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array

export interface Tensor {
  dtype: DataType
  shape: readonly number[]
  data: TensorData
}

/** A header is a few kilobytes; the format's own limit, 100 MB, would take seconds to check. */
const MAX_HEADER = LARGEST_TEXT
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const Entry = v.object({
  dtype: v.string(),
  shape: v.pipe(v.array(count), v.maxLength(16)),
  data_offsets: v.tuple([count, count]),
})
const Metadata = v.record(v.string(), v.string())

interface Header {
  tensors: Map<string, v.InferOutput<typeof Entry>>
  metadata: Record<string, string>
  /** Where the tensors' bytes begin. */
  dataStart: number
}

const notOne = (where: string, problem: string) =>
  new InputError(`${where}: not a safetensors file: ${problem}`)

/** Bytes of the header, which stand before it. `size`: bytes of the file. */
function headerLength(bytes: Uint8Array, size: number, where: string): number {
  if (bytes.length < 8) throw notOne(where, `${bytes.length} bytes are too short for a header`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > size - 8)
    throw notOne(where, `the header claims ${length} bytes, the file has ${size - 8} after its length`)
  if (length > MAX_HEADER)
    throw notOne(where, `the header claims ${length} bytes, at most ${MAX_HEADER} are read`)
  return length
}

function parseHeader(header: Uint8Array, size: number, where: string): Header {
  const fail = (problem: string) => notOne(where, problem)
  const wrong = (name: string, problem: string) => fail(`tensor ${shorten(name)}${problem}`)
  const json = parseJson(header, `${where}: not a safetensors file: its header`)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw fail('its header is no object')
  const tensors: Header['tensors'] = new Map()
  let metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      const parsed = v.safeParse(Metadata, value)
      if (!parsed.success) throw fail('its metadata is not a list of texts')
      metadata = parsed.output
      continue
    }
    const parsed = v.safeParse(Entry, value, { abortEarly: true })
    if (!parsed.success) throw wrong(name, `: ${issueMessage(parsed.issues[0])}`)
    tensors.set(name, parsed.output)
  }
  const dataStart = 8 + header.length
  const dataLength = size - dataStart
  let previous = 0
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [begin, end],
    },
  ] of [...tensors].sort(
    (a, b) => a[1].data_offsets[0] - b[1].data_offsets[0] || a[1].data_offsets[1] - b[1].data_offsets[1],
  )) {
    if (!Object.hasOwn(BYTES, dtype)) throw wrong(name, ` has type ${shorten(dtype)}`)
    if (begin !== previous) throw wrong(name, `: its bytes leave a gap or overlap another's`)
    const wanted = shape.reduce((product, dimension) => product * dimension, BYTES[dtype as DataType])
    if (end - begin !== wanted) {
      throw wrong(name, ` of shape [${shape}] needs ${wanted} bytes and has ${end - begin}`)
    }
    if (end > dataLength) throw wrong(name, ` ends at ${end} of ${dataLength} bytes: the file is cut off`)
    previous = end
  }
  if (previous !== dataLength) throw fail(`${dataLength - previous} bytes after the last tensor`)
  return { tensors, metadata, dataStart }
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Little-endian bytes as numbers; half precision widens to float32, 64-bit integers narrow to 32. */
export function decodeTensor(bytes: Uint8Array, dtype: DataType, where: string): TensorData {
  // A copy, because the file need not keep values aligned.
  const copy = new Uint8Array(bytes).buffer
  switch (dtype) {
    case 'F64':
      return new Float64Array(copy)
    case 'F32':
      return new Float32Array(copy)
    case 'I32':
      return new Int32Array(copy)
    case 'F16':
      return Float32Array.from(new Uint16Array(copy), float16)
    case 'BF16':
      return new Float32Array(Uint32Array.from(new Uint16Array(copy), (bits) => bits << 16).buffer)
    case 'I16':
      return Int32Array.from(new Int16Array(copy))
    case 'I8':
      return Int32Array.from(new Int8Array(copy))
    case 'U8':
    case 'BOOL':
      return new Uint8Array(copy)
    case 'I64':
      return Int32Array.from(new BigInt64Array(copy), (value) => {
        if (BigInt.asIntN(32, value) !== value) throw new InputError(`${where}: ${value} exceeds 32 bits`)
        return Number(value)
      })
  }
}

/**
 * Reads a safetensors file. Everything is checked before a tensor is made: lengths, offsets without gaps or
 * overlaps, shapes; so that a broken or hostile file costs no more memory than its own size.
 *
 * @throws InputError naming the file and the tensor
 */
export function readSafetensors(
  bytes: Uint8Array,
  where: string,
): { tensors: Map<string, Tensor>; metadata: Record<string, string> } {
  const header = bytes.subarray(8, 8 + headerLength(bytes, bytes.length, where))
  const { tensors: entries, metadata, dataStart } = parseHeader(header, bytes.length, where)
  const tensors = new Map<string, Tensor>()
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [begin, end],
    },
  ] of entries) {
    const data = bytes.subarray(dataStart + begin, dataStart + end)
    const type = dtype as DataType
    tensors.set(name, { dtype: type, shape, data: decodeTensor(data, type, `${where}: ${name}`) })
  }
  return { tensors, metadata }
}

/**
 * Types and shapes of the tensors in a safetensors file on the disk; everything is checked as when it is read whole, but
 * only the header is read.
 *
 * @throws InputError naming the file and the tensor
 */
export async function readSafetensorsShapes(
  path: string,
  files: ReadableFiles,
): Promise<Map<string, { dtype: DataType; shape: readonly number[] }>> {
  const size = (await files.stat(path))?.bytes ?? 0
  const start = await files.readRange(path, 0, Math.min(8, size))
  const header = await files.readRange(path, 8, 8 + headerLength(start, size, path))
  const { tensors } = parseHeader(header, size, path)
  return new Map([...tensors].map(([name, { dtype, shape }]) => [name, { dtype: dtype as DataType, shape }]))
}

/** The type a typed array is written as. */
function dataTypeOf(data: TensorData): DataType {
  if (data instanceof Float64Array) return 'F64'
  if (data instanceof Float32Array) return 'F32'
  return data instanceof Int32Array ? 'I32' : 'U8'
}

/** Writes tensors in their order, the header padded to 8 bytes as the reference implementation does. */
export function writeSafetensors(
  tensors: Iterable<readonly [string, { shape: readonly number[]; data: TensorData }]>,
  metadata?: Record<string, string>,
): Uint8Array {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {}
  const parts: TensorData[] = []
  let offset = 0
  // Wider types first: every tensor is then aligned to its own size.
  const sorted = [...tensors].sort((a, b) => b[1].data.BYTES_PER_ELEMENT - a[1].data.BYTES_PER_ELEMENT)
  for (const [name, { shape, data }] of sorted) {
    header[name] = {
      dtype: dataTypeOf(data),
      shape: [...shape],
      data_offsets: [offset, offset + data.byteLength],
    }
    parts.push(data)
    offset += data.byteLength
  }
  let json = JSON.stringify(header)
  const text = new TextEncoder()
  json += ' '.repeat((8 - (text.encode(json).length % 8)) % 8)
  const head = text.encode(json)
  const bytes = new Uint8Array(8 + head.length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true)
  bytes.set(head, 8)
  let position = 8 + head.length
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), position)
    position += part.byteLength
  }
  return bytes
}
