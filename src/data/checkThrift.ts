/** Structures and lists within each other; Parquet's own go eight deep. */
const MAX_DEPTH = 32

const Type = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
}

/**
 * Walks over one structure of Thrift's compact protocol, which Parquet's footer and page headers are written in, without
 * making anything of it. What a list claims to hold costs the reader behind this memory before the first value is
 * read; here every value has to be there.
 *
 * @returns where the next byte after it is
 * @throws Error that says what is wrong
 */
export function checkThrift(bytes: Uint8Array, start: number): number {
  let at = start
  const take = (count: number) => {
    if (count > bytes.length - at) throw new Error('a value is cut short')
    at += count
    return bytes[at - count]
  }
  const varInt = (): number => {
    let value = 0
    // Ten groups of seven bits hold any integer of 64.
    for (let group = 0; group < 10; group++) {
      const byte = take(1)
      value += (byte & 0x7f) * 2 ** (7 * group)
      if (byte < 0x80) return value
    }
    throw new Error('an integer without an end')
  }
  const element = (type: number, depth: number): void => {
    switch (type) {
      case Type.byte:
        take(1)
        return
      case Type.i16:
      case Type.i32:
      case Type.i64:
        varInt()
        return
      case Type.double:
        take(8)
        return
      case Type.binary:
        take(varInt())
        return
      case Type.list:
        list(depth + 1)
        return
      case Type.struct:
        struct(depth + 1)
        return
      default:
        throw new Error(`a value of the unknown type ${type}`)
    }
  }
  const list = (depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error('nested too deep')
    const head = take(1)
    const size = head >> 4 === 15 ? varInt() : head >> 4
    // No value has less than a byte.
    if (size > bytes.length - at) throw new Error(`a list of ${size} values is cut short`)
    const type = head & 15
    const isFlags = type === Type.true || type === Type.false
    for (let i = 0; i < size; i++) element(isFlags ? Type.byte : type, depth)
  }
  const struct = (depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error('nested too deep')
    for (;;) {
      const head = take(1)
      const type = head & 15
      if (type === Type.stop) return
      if (head >> 4 === 0) varInt()
      // A flag's value is in its type.
      if (type !== Type.true && type !== Type.false) element(type, depth)
    }
  }
  struct(0)
  return at
}
