import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Episode,
  type EpisodeHeader,
  Journal,
  readJournal,
  type ReadJournal,
} from '../../src/data/index.js'
import { frame, Kind, MAGIC, readFrames } from '../../src/data/journalFrames.js'
import { concatenate, encodeJson, encodeSteps } from '../../src/data/journalRecords.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisode } from './episodes.js'

const STEPS = 1000
/** Steps in a frame: 1, 2, … 7, 1, … */
const sizes = Array.from({ length: STEPS }, (_, i) => 1 + (i % 7))
const whole = makeEpisode(3, { length: STEPS })
const end = { terminated: true, truncated: false, finalObservation: whole.finalObservation }

let files: MemoryFiles
beforeEach(() => {
  files = new MemoryFiles()
})

/** Where a frame lies in the file, and the steps that it holds. */
interface Piece {
  from: number
  to: number
  steps: [number, number]
}

const rowsOf = (values: Float32Array, width: number, from: number, to: number) =>
  values.slice(from * width, to * width)

function stepsOf(episode: Episode, from: number, to: number) {
  return {
    firstStep: from,
    observations: rowsOf(episode.observations, 3, from, to),
    actions: rowsOf(episode.actions, 2, from, to),
    rewards: episode.rewards.slice(from, to),
  }
}

/** A journal of a thousand steps, and where its frames lie: the header's first, the end's last. */
async function record(actors?: string[]): Promise<{ bytes: Uint8Array; pieces: Piece[] }> {
  const header: EpisodeHeader = { ...whole, observationSize: 3, actionSize: 2 }
  const journal = await Journal.create('j', files, header)
  const pieces: Piece[] = []
  const grown = async (steps: [number, number]) => {
    const from = pieces.at(-1)?.to ?? 0
    pieces.push({ from, to: (await files.stat('j'))!.bytes, steps })
  }
  await grown([0, 0])
  for (let step = 0, i = 0; step < STEPS; i++) {
    const to = Math.min(STEPS, step + sizes[i])
    await journal.append({ ...stepsOf(whole, step, to), actors: actors?.slice(step, to) })
    await grown([step, to])
    step = to
  }
  await journal.end(end)
  await grown([STEPS, STEPS])
  return { bytes: await files.read('j'), pieces }
}

async function read(bytes: Uint8Array): Promise<ReadJournal> {
  await files.writeAtomic('damaged', bytes)
  const journal = await readJournal('damaged', files)
  expect(Buffer.compare(await files.read('damaged'), bytes)).toBe(0)
  return journal
}

function flipped(bytes: Uint8Array, ...bits: number[]): Uint8Array {
  const damaged = bytes.slice()
  for (const bit of bits) damaged[bit >> 3] ^= 1 << (bit & 7)
  return damaged
}

describe('a journal with one bit flipped', () => {
  it('gives every step of the frames that are whole, and says how many are missing and where', async () => {
    const { bytes, pieces } = await record()
    const [first] = pieces
    for (let bit = 8 * first.to; bit < 8 * bytes.length; bit += 1009) {
      const hit = pieces.find(({ to }) => bit >> 3 < to)!
      const [from, to] = hit.steps
      const journal = await read(flipped(bytes, bit))
      expect(journal.length).toBe(STEPS - (to - from))
      expect(journal.gaps).toEqual([
        { after: from, bytes: hit.to - hit.from, steps: to - from, isExact: true },
      ])
      expect(journal.damage).toMatch(
        to > from ? `${to - from} step` : `the end is missing, after step ${STEPS}`,
      )
    }
  })

  it('keeps what lies before and behind as episodes of their own, for they do not follow one another', async () => {
    const { bytes, pieces } = await record()
    const { from: at, steps } = pieces[40]
    const [from, to] = steps
    const journal = await read(flipped(bytes, 8 * (at + 20)))
    const [before, behind, ...more] = journal.episodes()
    expect(more).toEqual([])
    // What follows on the last step before the damage is lost: that step is given up.
    expect(before).toMatchObject({ length: from - 1, truncated: true, terminated: false, seed: whole.seed })
    expect(before.startStep).toBeUndefined()
    expect(before.observations).toEqual(rowsOf(whole.observations, 3, 0, from - 1))
    expect(before.finalObservation).toEqual(rowsOf(whole.observations, 3, from - 1, from))
    expect(behind).toMatchObject({ length: STEPS - to, startStep: to, source: 'damaged', terminated: true })
    expect(behind.actions).toEqual(rowsOf(whole.actions, 2, to, STEPS))
    expect(behind.rewards).toEqual(whole.rewards.slice(to))
    expect(behind.finalObservation).toEqual(whole.finalObservation)
  })

  it('whose end is lost counts as broken off', async () => {
    const { bytes, pieces } = await record()
    const journal = await read(flipped(bytes, 8 * (pieces.at(-1)!.from + 12)))
    expect(journal.ended).toBe(false)
    expect(journal.episodes()).toMatchObject([{ length: STEPS - 1, terminated: false, truncated: true }])
  })

  it('says a bound where the names of actors make frames of any length', async () => {
    const { bytes, pieces } = await record(names())
    const { from, steps } = pieces[40]
    const journal = await read(flipped(bytes, 8 * (from + 20)))
    const [gap] = journal.gaps
    expect(gap).toMatchObject({ after: steps[0], isExact: false })
    expect(gap.steps).toBeGreaterThanOrEqual(steps[1] - steps[0])
    expect(journal.damage).toMatch(
      /^up to \d+ steps are missing after step \d+ \(\d+ bytes that cannot be read\)$/,
    )
    expect(journal.episodes()[1].startStep).toBe(steps[0] + 1)
  })

  it('in its beginning cannot be read, and is left as it is', async () => {
    const { bytes, pieces } = await record()
    for (let bit = 0; bit < 8 * pieces[0].to; bit += 3) {
      const damaged = flipped(bytes, bit)
      await files.writeAtomic('damaged', damaged)
      await expect(readJournal('damaged', files)).rejects.toThrow(
        /its beginning is damaged: it is left as it is/,
      )
      expect(Buffer.compare(await files.read('damaged'), damaged)).toBe(0)
    }
  })

  it('cannot be gone on with: nothing is written', async () => {
    const { bytes, pieces } = await record()
    const damaged = flipped(bytes, 8 * (pieces[9].from + 30))
    await files.writeAtomic('damaged', damaged)
    await expect(Journal.open('damaged', files)).rejects.toThrow(
      /damaged and cannot go on \(\d steps? (is|are) missing after step \d+\)/,
    )
    expect(await files.read('damaged')).toEqual(damaged)
  })
})

describe('a journal damaged in many places', () => {
  it('gives what is whole between them', async () => {
    const { bytes, pieces } = await record()
    const hit = pieces.filter((_, index) => index > 0 && index % 25 === 0)
    const journal = await read(flipped(bytes, ...hit.map(({ from }) => 8 * (from + 18))))
    const lost = hit.reduce((sum, { steps: [from, to] }) => sum + to - from, 0)
    expect(journal.length).toBe(STEPS - lost)
    expect(journal.gaps.map(({ after }) => after)).toEqual(hit.map(({ steps }) => steps[0]))
    for (const { startStep = 0, length, observations } of journal.episodes())
      expect(observations).toEqual(rowsOf(whole.observations, 3, startStep, startStep + length))
    expect(journal.damage).toMatch(/; and \d+ more places$/)
  })

  it('counts the steps of several frames in a row that are lost together', async () => {
    const { bytes, pieces } = await record()
    const journal = await read(flipped(bytes, ...[50, 51, 52].map((index) => 8 * (pieces[index].from + 18))))
    const [from, to] = [pieces[50].steps[0], pieces[52].steps[1]]
    expect(journal.gaps).toMatchObject([{ after: from, steps: to - from, isExact: true }])
  })

  it('with zeros at its end, as a loss of power leaves them, is damaged and not cut off', async () => {
    const { bytes } = await record()
    const journal = await read(concatenate([bytes, new Uint8Array(4096)]))
    expect(journal).toMatchObject({ tornBytes: 0, ended: true, length: STEPS })
    expect(journal.damage).toBe('4096 bytes behind its end cannot be read')
    expect(journal.episodes()).toMatchObject([{ length: STEPS, terminated: true }])
  })
})

describe('a made-up journal', () => {
  const header: EpisodeHeader = { ...whole, observationSize: 1, actionSize: 1 }
  const start = concatenate([MAGIC, frame(Kind.header, encodeJson(header))])
  const megabytes = 5 << 20

  /** Frames that look right, one every 17 bytes, each as long as the file allows, and none with the right checksum. */
  function lookalikes(): Uint8Array {
    const bytes = new Uint8Array(megabytes)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at + 17 < megabytes; at += 17) {
      const count = Math.floor((megabytes - at - 17) / 12)
      view.setUint32(at, 9 + 12 * count, true)
      bytes[at + 8] = Kind.steps
      view.setUint32(at + 9, count, true)
    }
    return bytes
  }

  const random = Uint8Array.from({ length: megabytes }, (_, i) => Math.imul(i ^ (i >>> 7), 2654435761) >>> 24)
  it.each([
    ['noise', random],
    ['zeros', new Uint8Array(megabytes)],
    ['lengths beyond the end', new Uint8Array(megabytes).fill(0xff)],
    ['frames that look right everywhere', lookalikes()],
  ])('of %s asks for no more work than a few times its size', async (_, body) => {
    const size = (count: number) => 8 + 12 * count
    const fits = ({ kind, body: { length, buffer, byteOffset } }: { kind: number; body: Uint8Array }) =>
      kind === Kind.steps &&
      length >= 8 &&
      length === size(new DataView(buffer, byteOffset).getUint32(0, true))
    const { effort, parts } = readFrames(body, 0, fits)
    expect(parts.every((part) => 'bytes' in part)).toBe(true)
    expect(effort).toBeLessThanOrEqual(4 * megabytes)
    // Damage before it does not hide what is whole, as long as the effort lasts.
    const sound = frame(
      Kind.steps,
      encodeSteps({ firstStep: 0, observations: [1], actions: [2], rewards: [3] }),
    )
    const journal = await read(concatenate([start, sound, body, ...(effort === 0 ? [sound] : [])]))
    expect(journal.length).toBe(effort === 0 ? 2 : 1)
  })

  it('is refused in words, whatever its frames hold', async () => {
    const steps = { firstStep: 0, observations: [1], actions: [2], rewards: [3] }
    const nan = encodeSteps({ ...steps, observations: [Number.NaN] })
    const actors = concatenate([encodeSteps({ ...steps, actors: ['x'] }).slice(0, -5), encodeJson([[1]])])
    const late = [frame(Kind.end, new Uint8Array(6)), frame(Kind.steps, encodeSteps(steps))]
    const newer = frame(7, new Uint8Array(3))
    for (const rest of [[frame(Kind.steps, nan)], [frame(Kind.steps, actors)], late, [newer]]) {
      await files.writeAtomic('bad', concatenate([start, ...rest]))
      await expect(readJournal('bad', files)).rejects.toThrow(InputError)
    }
    const wide = { ...header, observationSize: 1 << 20, actionSize: 1 << 20 }
    await files.writeAtomic('wide', concatenate([MAGIC, frame(Kind.header, encodeJson(wide))]))
    expect((await readJournal('wide', files)).length).toBe(0)
    await files.writeAtomic('text', concatenate([MAGIC, frame(Kind.header, Uint8Array.of(0x7b))]))
    await expect(readJournal('text', files)).rejects.toThrow(InputError)
  })
})

function names(): string[] {
  return Array.from({ length: STEPS }, (_, i) => (i % 3 === 0 ? 'human' : 'assist'))
}
