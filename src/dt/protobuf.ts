/** Protocol buffers' wire format, writing only: https://protobuf.dev/programming-guides/encoding/ */
export type Bytes = Uint8Array

/** One after another. */
export function concat(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

function varint(value: number | bigint): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest ? low | 0x80 : low)
  } while (rest)
  return Uint8Array.from(bytes)
}

const key = (field: number, wireType: number): Bytes => varint((field << 3) | wireType)

export const integerField = (field: number, value: number | bigint): Bytes =>
  concat([key(field, 0), varint(value)])

/** A nested message, or bytes. */
export const bytesField = (field: number, content: Bytes): Bytes =>
  concat([key(field, 2), varint(content.length), content])

export const textField = (field: number, text: string): Bytes =>
  bytesField(field, new TextEncoder().encode(text))

export const floatField = (field: number, value: number): Bytes =>
  concat([key(field, 5), new Uint8Array(new Float32Array([value]).buffer)])
