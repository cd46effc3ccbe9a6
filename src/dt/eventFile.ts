import { bytesField, concat, floatField, integerField, textField } from './protobuf.js'

const POLYNOMIAL = 0x82f63b78
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
  return value
})

/** CRC-32C (Castagnoli). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}

/** TFRecord's masked checksum. */
function masked(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes)
  const value = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  return new Uint8Array(Uint32Array.of(value).buffer)
}

/** A TFRecord: length, its checksum, the data, its checksum. */
function record(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(BigUint64Array.of(BigInt(data.length)).buffer)
  return concat([length, masked(length), data, masked(data)])
}

const doubleField = (field: number, value: number): Uint8Array =>
  concat([Uint8Array.of((field << 3) | 1), new Uint8Array(Float64Array.of(value).buffer)])

/** The record that a TensorBoard event file begins with. `wallTime` in seconds since 1970. */
export const eventFileHeader = (wallTime: number): Uint8Array =>
  record(concat([doubleField(1, wallTime), textField(3, 'brain.Event:2')]))

/** One record of TensorBoard's event file: numbers of one step by name. */
export function scalarEvent(
  wallTime: number,
  step: number,
  values: Readonly<Record<string, number>>,
): Uint8Array {
  const summary = Object.entries(values).map(([tag, value]) =>
    bytesField(1, concat([textField(1, tag), floatField(2, value)])),
  )
  return record(concat([doubleField(1, wallTime), integerField(2, step), bytesField(5, concat(summary))]))
}
