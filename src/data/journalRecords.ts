import * as v from 'valibot'
import { parseJson, readAs } from '../platform/index.js'
import type { EpisodeHeader } from './episode.js'
import { type Frame, Kind } from './journalFrames.js'

/** What the frames of a journal hold, to bytes and back. */

/** Steps in order; rows are flat as in `Episode`. */
export interface JournalSteps {
  /** Number of the first of them: the journal's length before. */
  firstStep: number
  observations: ArrayLike<number>
  actions: ArrayLike<number>
  appliedActions?: ArrayLike<number>
  rewards: ArrayLike<number>
  /** Who acted, one name a step. */
  actors?: readonly string[]
}

export interface JournalEnd {
  terminated: boolean
  truncated: boolean
  finalObservation: ArrayLike<number>
}

/** [count, flags: 1 applied, 2 actors] as uint32, the float32 arrays, the actors as JSON. */
export function encodeSteps({
  observations,
  actions,
  appliedActions,
  rewards,
  actors,
}: JournalSteps): Uint8Array {
  const head = new Uint8Array(STEPS_HEAD)
  const view = new DataView(head.buffer)
  view.setUint32(0, rewards.length, true)
  view.setUint32(4, (appliedActions ? 1 : 0) | (actors ? 2 : 0), true)
  return concatenate([
    head,
    ...[observations, actions, ...(appliedActions ? [appliedActions] : []), rewards].map(encodeFloats),
    ...(actors ? [encodeJson(actors)] : []),
  ])
}

/** Bytes of a steps frame's body beside its rows and actors. */
export const STEPS_HEAD = 8

/** Bytes of one step without its actor. */
export function rowBytes({ observationSize, actionSize }: EpisodeHeader, hasApplied: boolean): number {
  return 4 * (observationSize + actionSize * (hasApplied ? 2 : 1) + 1)
}

/** Bytes of the body of an end frame. */
export function endBytes({ observationSize }: EpisodeHeader): number {
  return 2 + 4 * observationSize
}

/** Whether a frame's body looks like one of this recording's, without reading all of it. */
export function fitsHeader({ kind, body }: Frame, header: EpisodeHeader): boolean {
  if (kind === Kind.end) return body.length === endBytes(header) && body[0] <= 1 && body[1] <= 1
  if (kind !== Kind.steps || body.length < STEPS_HEAD) return false
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const count = view.getUint32(0, true)
  const flags = view.getUint32(4, true)
  const size = STEPS_HEAD + count * rowBytes(header, (flags & 1) !== 0)
  if (count === 0 || flags > 3) return false
  return (flags & 2) === 0
    ? body.length === size
    : body.length >= size + 2 && body[size] === 0x5b && body.at(-1) === 0x5d
}

export function decodeSteps(body: Uint8Array, header: EpisodeHeader, firstStep: number): JournalSteps {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const count = view.getUint32(0, true)
  const flags = view.getUint32(4, true)
  let at = STEPS_HEAD
  const floats = (size: number) => decodeFloats(body.subarray(at, (at += 4 * count * size)))
  return {
    firstStep,
    observations: floats(header.observationSize),
    actions: floats(header.actionSize),
    ...(flags & 1 && { appliedActions: floats(header.actionSize) }),
    rewards: floats(1),
    ...(flags & 2 && {
      actors: v.parse(v.pipe(v.array(v.string()), v.length(count)), decodeJson(body.subarray(at))),
    }),
  }
}

/** [terminated, truncated] as bytes, then the final observation. */
export function encodeEnd({ terminated, truncated, finalObservation }: JournalEnd): Uint8Array {
  return concatenate([Uint8Array.of(Number(terminated), Number(truncated)), encodeFloats(finalObservation)])
}

export function decodeEnd(body: Uint8Array): JournalEnd {
  return {
    terminated: body[0] === 1,
    truncated: body[1] === 1,
    finalObservation: decodeFloats(body.subarray(2)),
  }
}

const Header = v.object({
  envId: v.string(),
  level: v.string(),
  seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  envOptions: v.record(v.string(), v.unknown()),
  resetOptions: v.optional(v.record(v.string(), v.unknown())),
  controller: v.string(),
  observationSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1 << 20)),
  actionSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1 << 20)),
})

export function parseHeader(header: unknown, path: string): EpisodeHeader {
  return readAs(Header, header, path, { whole: 'the header' })
}

export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

export function decodeJson(bytes: Uint8Array): unknown {
  return parseJson(bytes, 'a frame of the journal')
}

/** Little-endian, whatever the machine is. */
function encodeFloats(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true)
  return new Uint8Array(view.buffer)
}

function decodeFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
