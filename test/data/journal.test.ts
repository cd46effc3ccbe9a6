import { beforeEach, describe, expect, it } from 'vitest'
import { type EpisodeHeader, Journal, type JournalSteps, readJournal } from '../../src/data/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisode } from './episodes.js'

const whole = makeEpisode(0, {
  length: 6,
  appliedActions: Float32Array.from({ length: 12 }, (_, i) => i / 8),
  actors: Uint8Array.of(0, 0, 1, 1, 0, 0),
  controllers: ['scripted:test', 'assist'],
  envOptions: { level: { name: 'plain' } },
})

const header: EpisodeHeader = {
  envId: whole.envId,
  level: '',
  seed: whole.seed,
  envOptions: whole.envOptions,
  controller: whole.controller,
  observationSize: 3,
  actionSize: 2,
}

/** Steps `from` to `to` of the episode as they are sent. */
function steps(from: number, to: number): JournalSteps {
  return {
    firstStep: from,
    observations: Array.from(whole.observations.subarray(from * 3, to * 3)),
    actions: whole.actions.slice(from * 2, to * 2),
    appliedActions: whole.appliedActions?.slice(from * 2, to * 2),
    rewards: whole.rewards.slice(from, to),
    actors: Array.from(whole.actors!.subarray(from, to), (actor) => whole.controllers![actor]),
  }
}

const end = { terminated: true, truncated: false, finalObservation: whole.finalObservation }

let files: MemoryFiles
beforeEach(() => {
  files = new MemoryFiles()
})

async function written(): Promise<Uint8Array> {
  const journal = await Journal.create('j', files, header)
  await journal.append(steps(0, 1))
  await journal.append(steps(1, 4))
  await journal.append(steps(4, 6))
  await journal.end(end)
  return files.read('j')
}

describe('a journal', () => {
  it('gives back the episode bit for bit', async () => {
    await written()
    const journal = await Journal.open('j', files)
    expect(journal).toMatchObject({ length: 6, ended: true, lostBytes: 0, header })
    expect(journal.episode(3)).toEqual({ ...whole, episodeId: 3, terminated: true, truncated: false })
  })

  it('goes on after it was opened again', async () => {
    const journal = await Journal.create('j', files, header)
    await journal.append(steps(0, 4))
    const again = await Journal.open('j', files)
    expect(await again.append(steps(4, 6))).toBe(6)
    await again.end(end)
    expect((await Journal.open('j', files)).episode()).toEqual(journalled(6))
  })

  it('takes steps in the order in which they are sent, whether or not one waits', async () => {
    const journal = await Journal.create('j', files, header)
    await Promise.all([journal.append(steps(0, 2)), journal.append(steps(2, 4)), journal.append(steps(4, 6))])
    await journal.end(end)
    expect((await Journal.open('j', files)).episode()).toEqual(journalled(6))
  })

  it('cut off anywhere loses the unfinished frame and nothing else, and the next append takes its place', async () => {
    const bytes = await written()
    const ends: number[] = []
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length)
      await files.writeAtomic('cut', cut)
      const journal = await Journal.open('cut', files).catch((error: unknown) => {
        expect(error).toBeInstanceOf(InputError)
        return undefined
      })
      expect(await files.read('cut')).toEqual(cut)
      if (!journal) continue
      const read = await readJournal('cut', files)
      expect(read).toMatchObject({ tornBytes: journal.lostBytes, gaps: [], length: journal.length })
      expect([0, 1, 4, 6]).toContain(journal.length)
      if (journal.lostBytes === 0) ends.push(journal.length)
      expect(read.episodes()).toEqual(journal.length < 2 ? [] : [journalled(journal.length - 1, true)])
      // Recording goes on, and what was cut off is gone.
      const next = journal.length
      if (next < 6) expect(await journal.append(steps(next, 6))).toBe(6)
      await journal.end(end)
      expect((await readJournal('cut', files)).episodes()).toEqual([journalled(6)])
    }
    expect(ends).toEqual([0, 1, 4, 6])
  })

  it('goes on after a write that failed half-way', async () => {
    const journal = await Journal.create('j', files, header)
    await journal.append(steps(0, 2))
    const append = files.append.bind(files)
    files.append = async (path, bytes) => {
      await append(path, bytes.slice(0, 10))
      throw new InputError('the disk is full')
    }
    await expect(journal.append(steps(2, 4))).rejects.toThrow('the disk is full')
    expect(journal.length).toBe(2)
    files.append = append
    await journal.append(steps(2, 4))
    await journal.append(steps(4, 6))
    await journal.end(end)
    expect((await Journal.open('j', files)).episode()).toEqual(journalled(6))
  })

  it('refuses what does not fit, and stays as it was', async () => {
    const journal = await Journal.create('j', files, header)
    await journal.append(steps(0, 2))
    const before = await files.read('j')
    const bad: [JournalSteps, RegExp][] = [
      [steps(3, 4), /step 3 was sent, step 2 is next/],
      [steps(1, 4), /step 1 was sent, step 2 is next/],
      [{ ...steps(2, 4), observations: [1, 2] }, /2 steps with 2 observations, expected 6/],
      [{ ...steps(2, 4), actors: ['human'] }, /2 steps with 1 actors, expected 2/],
      [{ ...steps(2, 3), rewards: [Number.NaN] }, /the reward at step 0 has NaN/],
    ]
    for (const [wrong, message] of bad) await expect(journal.append(wrong)).rejects.toThrow(message)
    await expect(journal.end({ ...end, finalObservation: [1] })).rejects.toThrow(
      /final observation .* has 1 numbers/,
    )
    expect(await files.read('j')).toEqual(before)
    expect(journal.length).toBe(2)
    await journal.append(steps(2, 6))
    await journal.end(end)
    await expect(journal.append(steps(6, 6))).rejects.toThrow(/has ended/)
    await expect(journal.end(end)).rejects.toThrow(/has ended already/)
    await expect(Journal.create('j', files, header)).rejects.toThrow(/never overwritten/)
  })

  it('has nothing to keep before its second step', async () => {
    const journal = await Journal.create('j', files, header)
    await journal.append(steps(0, 1))
    expect((await readJournal('j', files)).episodes()).toEqual([])
    expect(() => journal.episode()).toThrow(/nothing to keep/)
  })

  it('refuses files that are no journals', async () => {
    await files.writeAtomic('x', new TextEncoder().encode('hello'))
    await expect(Journal.open('x', files)).rejects.toThrow(/x is not a recording's journal/)
    await expect(Journal.open('none', files)).rejects.toThrow(/none does not exist/)
  })
})

/** The first steps of the episode; where it broke off, what was seen next is the final observation. */
function journalled(length: number, brokenOff = false) {
  const actors = whole.actors!.slice(0, length)
  const { actors: _, controllers, ...rest } = whole
  return {
    ...rest,
    length,
    observations: whole.observations.slice(0, length * 3),
    actions: whole.actions.slice(0, length * 2),
    appliedActions: whole.appliedActions!.slice(0, length * 2),
    ...(actors.includes(1) && { actors, controllers }),
    rewards: whole.rewards.slice(0, length),
    finalObservation: brokenOff
      ? whole.observations.slice(length * 3, (length + 1) * 3)
      : whole.finalObservation,
    terminated: !brokenOff,
    truncated: brokenOff,
  }
}
