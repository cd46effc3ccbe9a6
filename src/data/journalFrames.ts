import { crc32 } from './crc32.js'

/**
 * The journal's bytes: a magic, then frames. A frame is its payload's length and CRC-32 (two little-endian uint32)
 * and the payload, whose first byte is the kind. Only whole frames with the right checksum count, so that a write
 * that was cut off anywhere is recognised and left out.
 */
export const MAGIC = new TextEncoder().encode('GAITWAY1')

export const Kind = { header: 1, steps: 2, end: 3 } as const

/** Bytes of a frame beside its body. */
export const FRAME_OVERHEAD = 9
const PAYLOAD = 8
/** No honest frame is larger: a damaged length must not ask for memory. */
const MAX_PAYLOAD = 64 << 20
/** Bytes that are put through the checksum in vain, at most, as a multiple of the file's. */
const MAX_EFFORT = 4

export function frame(kind: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_OVERHEAD + body.length)
  bytes[PAYLOAD] = kind
  bytes.set(body, FRAME_OVERHEAD)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 1 + body.length, true)
  view.setUint32(4, crc32(bytes.subarray(PAYLOAD)), true)
  return bytes
}

export interface Frame {
  kind: number
  body: Uint8Array
}

/** Bytes between whole frames that are none. */
export interface Gap {
  bytes: number
}

export interface Frames {
  /** In the order of the file. */
  parts: (Frame | Gap)[]
  /** Bytes of a last frame that was cut off while it was written. */
  tornBytes: number
  /** Bytes that were put through the checksum in vain: it bounds the work that a made-up file can ask for. */
  effort: number
}

/** The frame that a journal begins with; undefined where the file is no journal, or damaged there. */
export function readHeaderFrame(bytes: Uint8Array): { body: Uint8Array; end: number } | undefined {
  if (bytes.length < MAGIC.length || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined
  const payload = payloadAt(bytes, viewOf(bytes), MAGIC.length)
  if (payload?.[0] !== Kind.header || !isSound(bytes, MAGIC.length, payload)) return undefined
  return { body: payload.subarray(1), end: MAGIC.length + PAYLOAD + payload.length }
}

/**
 * All whole frames from byte `from` on. Behind damage it goes on at the next byte where a frame begins that `fits` and
 * has the right checksum. `fits` is cheap and tells what a frame looks like, which random bytes do not: the checksum,
 * which takes a look at all of it, is asked for real ones. Made-up files that look like frames everywhere get no more
 * than a few times their size of it, then the rest counts as damage.
 */
export function readFrames(bytes: Uint8Array, from: number, fits: (frame: Frame) => boolean): Frames {
  const view = viewOf(bytes)
  const parts: Frames['parts'] = []
  let effort = 0
  const frameAt = (at: number, isNext: boolean): Uint8Array | undefined => {
    const payload = payloadAt(bytes, view, at)
    if (payload === undefined || effort + payload.length > MAX_EFFORT * bytes.length) return undefined
    const [kind] = payload
    // One of a later version, where it follows on a whole one.
    const isNewer = isNext && kind > Kind.end
    if (!isNewer && !fits({ kind, body: payload.subarray(1) })) return undefined
    if (isSound(bytes, at, payload)) return payload
    effort += payload.length
    return undefined
  }
  let gapAt: number | undefined
  let at = from
  while (at < bytes.length) {
    const payload = frameAt(at, gapAt === undefined)
    if (payload === undefined) {
      gapAt ??= at
      at++
      continue
    }
    if (gapAt !== undefined) parts.push({ bytes: at - gapAt })
    gapAt = undefined
    parts.push({ kind: payload[0], body: payload.subarray(1) })
    at += PAYLOAD + payload.length
  }
  if (gapAt === undefined) return { parts, tornBytes: 0, effort }
  const left = bytes.length - gapAt
  if (isTorn(bytes, view, gapAt)) return { parts, tornBytes: left, effort }
  return { parts: [...parts, { bytes: left }], tornBytes: 0, effort }
}

/** Whether a frame begins here whose end was not written; one that is all there has a damaged length instead. */
function isTorn(bytes: Uint8Array, view: DataView, at: number): boolean {
  if (at + FRAME_OVERHEAD > bytes.length) return true
  const length = view.getUint32(at, true)
  if (length === 0 || length > MAX_PAYLOAD || at + PAYLOAD + length <= bytes.length) return false
  return !isSound(bytes, at, bytes.subarray(at + PAYLOAD))
}

function payloadAt(bytes: Uint8Array, view: DataView, at: number): Uint8Array | undefined {
  if (at + FRAME_OVERHEAD > bytes.length) return undefined
  const length = view.getUint32(at, true)
  if (length === 0 || length > MAX_PAYLOAD || at + PAYLOAD + length > bytes.length) return undefined
  return bytes.subarray(at + PAYLOAD, at + PAYLOAD + length)
}

function isSound(bytes: Uint8Array, at: number, payload: Uint8Array): boolean {
  return crc32(payload) === viewOf(bytes).getUint32(at + 4, true)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
