import { crc32 } from './crc32.js'

/**
 * The journal's bytes: a magic, then frames. A frame is its payload's length and CRC-32 (two little-endian uint32)
 * and the payload, whose first byte is the kind. Only whole frames with the right checksum count, so that a write
 * that was cut off anywhere is recognised and left out.
 */
export const MAGIC = new TextEncoder().encode('GAITWAY1')

export const Kind = { header: 1, steps: 2, end: 3 } as const

const FRAME_HEADER = 8
/** No honest frame is larger: a damaged length must not ask for memory. */
const MAX_PAYLOAD = 64 << 20

export function frame(kind: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER + 1 + body.length)
  bytes[FRAME_HEADER] = kind
  bytes.set(body, FRAME_HEADER + 1)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 1 + body.length, true)
  view.setUint32(4, crc32(bytes.subarray(FRAME_HEADER)), true)
  return bytes
}

export interface Frames {
  frames: { kind: number; body: Uint8Array }[]
  /** Bytes that are whole frames; what follows is torn or damaged. */
  validBytes: number
}

/** All frames up to the first that is torn or damaged; undefined where the file is no journal at all. */
export function readFrames(bytes: Uint8Array): Frames | undefined {
  if (bytes.length < MAGIC.length || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: Frames['frames'] = []
  let at = MAGIC.length
  while (at + FRAME_HEADER < bytes.length) {
    const length = view.getUint32(at, true)
    const end = at + FRAME_HEADER + length
    if (length === 0 || length > MAX_PAYLOAD || end > bytes.length) break
    const payload = bytes.subarray(at + FRAME_HEADER, end)
    if (crc32(payload) !== view.getUint32(at + 4, true)) break
    frames.push({ kind: payload[0], body: payload.subarray(1) })
    at = end
  }
  return { frames, validBytes: at }
}
