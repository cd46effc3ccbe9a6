import { describe, expect, test } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../src/dt/safetensors.js'

/** A file from a header and raw data. */
function file(header: object | string, data = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  bytes.set(data, 8 + json.length)
  return bytes
}

describe('safetensors', () => {
  test('come back as they were written', () => {
    const tensors = new Map([
      ['flags', { shape: [3], data: Uint8Array.of(1, 0, 1) }],
      ['doubles', { shape: [1, 2], data: Float64Array.of(Math.PI, -0) }],
      ['integers', { shape: [2], data: Int32Array.of(-5, 7) }],
      ['floats', { shape: [2, 2], data: Float32Array.of(1, 2, 3, NaN) }],
      ['nothing', { shape: [0, 4], data: new Float32Array(0) }],
      ['scalar', { shape: [], data: Float32Array.of(4) }],
    ])
    const { tensors: read, metadata } = readSafetensors(writeSafetensors(tensors, { format: 'pt' }), 'file')
    expect(metadata).toEqual({ format: 'pt' })
    for (const [name, tensor] of tensors) expect(read.get(name)).toMatchObject(tensor)
  })

  test('of half precision are widened, 64-bit integers narrowed', () => {
    const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00).buffer)
    const brains = new Uint8Array(Uint16Array.of(0x3f80, 0xc000).buffer)
    const longs = new Uint8Array(BigInt64Array.of(-3n, 9n).buffer)
    const { tensors } = readSafetensors(
      file(
        {
          halves: { dtype: 'F16', shape: [4], data_offsets: [0, 8] },
          brains: { dtype: 'BF16', shape: [2], data_offsets: [8, 12] },
          longs: { dtype: 'I64', shape: [2], data_offsets: [12, 28] },
        },
        Uint8Array.of(...halves, ...brains, ...longs),
      ),
      'file',
    )
    expect([...tensors.get('halves')!.data]).toEqual([1, -2, 2 ** -24, Infinity])
    expect([...tensors.get('brains')!.data]).toEqual([1, -2])
    expect([...tensors.get('longs')!.data]).toEqual([-3, 9])
  })

  const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }
  test.each<[string, Uint8Array, RegExp]>([
    ['too short', new Uint8Array(5), /too short/],
    ['a header longer than the file', file('{}').fill(255, 0, 8), /claims/],
    ['a header that is no JSON', file('{"a"'), /not JSON/],
    ['a header that is a list', file('[]'), /no object/],
    ['an unknown type', file({ a: { ...one, dtype: 'F8' } }, new Uint8Array(4)), /has type F8/],
    ['an absurd shape', file({ a: { ...one, shape: [1e15, 1e15] } }, new Uint8Array(4)), /needs/],
    ['a negative size', file({ a: { ...one, shape: [-1] } }, new Uint8Array(4)), /tensor a/],
    ['a gap', file({ a: { ...one, data_offsets: [4, 8] } }, new Uint8Array(8)), /gap or overlap/],
    ['an overlap', file({ a: one, b: one }, new Uint8Array(4)), /gap or overlap/],
    ['data that is cut off', file({ a: one }, new Uint8Array(3)), /cut off/],
    ['bytes left over', file({ a: one }, new Uint8Array(9)), /after the last tensor/],
  ])('with %s are refused', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'm.safetensors')).toThrow(message)
  })
})
