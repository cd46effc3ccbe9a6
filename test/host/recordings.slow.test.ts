import { appendFile, readdir, readFile, readlink, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Dataset, type Episode, validateDataset } from '../../src/data/index.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import {
  makeEpisode,
  openTestHost,
  type OpenedHost,
  temporaryFolder,
  writeEpisodes,
} from './temporaryLibrary.js'

/** What the window sends: the episode in pieces, as it happens. */
async function record(
  { call }: OpenedHost,
  episode: Episode,
  { end = true, window = 'window' }: { end?: boolean; window?: string } = {},
): Promise<string> {
  const { envId, envOptions, level, seed, observationSize, actionSize } = episode
  const { recordingId } = await call(
    'recording.begin',
    { envId, envOptions, level, controller: 'human', seed },
    window,
  )
  for (let step = 0; step < episode.length; step += 2) {
    const to = Math.min(episode.length, step + 2)
    const rows = (matrix: Float32Array, size: number) => [...matrix.subarray(step * size, to * size)]
    await call(
      'recording.append',
      {
        recordingId,
        firstStep: step,
        observations: rows(episode.observations, observationSize),
        actions: rows(episode.actions, actionSize),
        rewards: rows(episode.rewards, 1),
      },
      window,
    )
  }
  const finalObservation = [...episode.finalObservation]
  if (end)
    await call('recording.end', { recordingId, terminated: true, truncated: false, finalObservation }, window)
  return recordingId
}

describe('a live recording', () => {
  it('becomes a dataset, number for number', async () => {
    const opened = await openTestHost()
    const { call, events } = opened
    const originals = [makeEpisode(7), makeEpisode(8, 9)]
    const recordingIds: string[] = []
    for (const original of originals) recordingIds.push(await record(opened, original))
    expect(await call('recording.pending', {})).toMatchObject([
      { recordingId: recordingIds[0], ended: true, episode: { length: 5, seed: 7, controller: 'human' } },
      {
        recordingId: recordingIds[1],
        ended: true,
        episode: { length: 9, terminated: true, truncated: false },
      },
    ])
    const saved = await call('recording.save', { recordingIds, dataset: 'mine', append: false })
    expect(saved).toMatchObject({ id: 'mine', title: 'mine', episodes: 2, steps: 14, controllers: ['human'] })
    expect(await call('recording.pending', {})).toEqual([])
    expect(events).toContainEqual({ event: 'library', data: { kind: 'datasets' } })
    for (const [index, original] of originals.entries()) {
      const stored = await call('library.episode', { id: 'mine', index })
      expect(Float32Array.from(stored.observations)).toEqual(original.observations)
      expect(Float32Array.from(stored.actions)).toEqual(original.actions)
    }
  })

  it('is added to a dataset behind a link where that lies, and the link stays', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const elsewhere = await temporaryFolder()
    await writeEpisodes(elsewhere, 'big', 3)
    const link = join(host.library, 'datasets', 'mine')
    await symlink(join(elsewhere, 'big'), link)
    const recordingId = await record(opened, makeEpisode(9))
    await call('recording.save', { recordingIds: [recordingId], dataset: 'mine', append: true })
    expect(await readlink(link)).toBe(join(elsewhere, 'big'))
    expect(await readdir(elsewhere)).toEqual(['big'])
    expect(await call('library.episodes', { id: 'mine' })).toHaveLength(4)
    expect(await call('recording.pending', {})).toEqual([])
  })

  it('is added to a dataset that is there, and changes nothing of what it had', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    await writeEpisodes(join(host.library, 'datasets'), 'mine', 3)
    const before = await call('library.episodes', { id: 'mine' })
    const recordingId = await record(opened, makeEpisode(9))
    await call('recording.save', { recordingIds: [recordingId], dataset: 'mine', append: true })
    const after = await call('library.episodes', { id: 'mine' })
    expect(after.slice(0, 3)).toEqual(before)
    expect(after[3]).toMatchObject({ index: 3, episodeId: 3, seed: 9, controller: 'human' })
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
  })

  it('is kept when its name is taken, and a free one is named', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    await writeEpisodes(join(host.library, 'datasets'), 'mine', 1)
    const recordingIds = [await record(opened, makeEpisode(9))]
    const save = (dataset: string, append: boolean) =>
      call('recording.save', { recordingIds, dataset, append })
    await expect(save('mine', false)).rejects.toThrow(
      'there is a dataset mine already; use another name, such as mine-2',
    )
    await expect(save('shipped-runs', false)).rejects.toThrow('such as shipped-runs-2')
    await expect(save('shipped-runs', true)).rejects.toThrow('ships with Gaitway and cannot be changed')
    await expect(save('nothing', true)).rejects.toThrow('there is no dataset nothing')
    expect(await call('recording.pending', {})).toHaveLength(1)
    expect(await call('library.episodes', { id: 'mine' })).toHaveLength(1)
  })

  it('goes to one place when the button is pressed twice', async () => {
    const opened = await openTestHost()
    const recordingIds = [await record(opened, makeEpisode(9))]
    const save = () => opened.call('recording.save', { recordingIds, dataset: 'mine', append: false })
    const [first, second] = await Promise.allSettled([save(), save()])
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect(await opened.call('library.episodes', { id: 'mine' })).toHaveLength(1)
  })

  it('that is discarded is in no list, but in the trash for a week', async () => {
    const opened = await openTestHost()
    const recordingId = await record(opened, makeEpisode(9))
    await opened.call('recording.discard', { recordingId })
    expect(await opened.call('recording.pending', {})).toEqual([])
    expect(await readdir(join(opened.host.library, '.trash'))).toHaveLength(1)
    await expect(opened.call('recording.discard', { recordingId })).rejects.toThrow('there is no recording')
  })

  it('refuses steps that do not follow, do not fit, or are no numbers, and goes on', async () => {
    const opened = await openTestHost()
    const { call } = opened
    const recordingId = await record(opened, makeEpisode(9, 4), { end: false })
    const steps = (firstStep: number, observations: number, value = 0) => ({
      recordingId,
      firstStep,
      observations: Array.from({ length: observations }, () => value),
      actions: Array.from({ length: 6 }, () => 0),
      rewards: [0],
    })
    await expect(call('recording.append', steps(3, 17))).rejects.toThrow('step 4 is next')
    await expect(call('recording.append', steps(4, 16))).rejects.toThrow('16 observations, expected 17')
    await expect(call('recording.append', steps(4, 17, Number.NaN))).rejects.toThrow('observations.0')
    await expect(call('recording.append', steps(4, 17, 1e39))).rejects.toThrow()
    expect(await call('recording.append', steps(4, 17))).toEqual({ steps: 5 })
  })

  it('of an environment that does not exist does not begin', async () => {
    const { call } = await openTestHost()
    await expect(
      call('recording.begin', {
        envId: 'Gaitway/Horse-v0',
        envOptions: {},
        level: '',
        controller: 'human',
        seed: 1,
      }),
    ).rejects.toThrow('no environment Gaitway/Horse-v0')
  })

  it('cannot be reached by a name that leads elsewhere', async () => {
    const { call, host } = await openTestHost()
    await writeFile(join(host.library, 'secret.journal'), 'x')
    for (const recordingId of ['../secret', 'secret', '1-00000000', ''])
      await expect(call('recording.discard', { recordingId })).rejects.toThrow('there is no recording')
  })
})

describe('after a crash', () => {
  it('what was recorded is there, up to the last whole write, and can be saved', async () => {
    const library = join(await temporaryFolder(), 'library')
    const crashed = await openTestHost({ library })
    const original = makeEpisode(3, 10)
    const recordingId = await record(crashed, original, { end: false })
    await crashed.host.close()
    // The write that the crash cut off.
    const journal = join(library, '.journals', `${recordingId}.journal`)
    await appendFile(journal, Uint8Array.from([1, 2, 3, 4, 5, 6, 7]))

    const { call } = await openTestHost({ library })
    const [pending] = await call('recording.pending', {})
    // Without the observation after it, the last step is given up.
    expect(pending).toMatchObject({
      recordingId,
      ended: false,
      episode: { length: 9, seed: 3, terminated: false, truncated: true },
    })
    await call('recording.save', { recordingIds: [recordingId], dataset: 'saved', append: false })
    const stored = await call('library.episode', { id: 'saved', index: 0 })
    expect(Float32Array.from(stored.observations)).toEqual(original.observations.subarray(0, 9 * 17))
  })

  it('a journal that cannot be read is left alone, said in the log, and does not hide the others', async () => {
    const library = join(await temporaryFolder(), 'library')
    const crashed = await openTestHost({ library })
    const broken = await record(crashed, makeEpisode(1))
    const sound = await record(crashed, makeEpisode(2))
    await crashed.host.close()
    await truncate(join(library, '.journals', `${broken}.journal`), 10)

    const { call, log } = await openTestHost({ library })
    expect((await call('recording.pending', {})).map(({ recordingId }) => recordingId)).toEqual([sound])
    expect(log.join()).toMatch(broken)
    expect(await readdir(join(library, '.journals'))).toHaveLength(2)
  })

  it('a journal whose beginning is damaged is kept, and does not hide the others', async () => {
    const library = join(await temporaryFolder(), 'library')
    const crashed = await openTestHost({ library })
    const broken = await record(crashed, makeEpisode(1))
    const sound = await record(crashed, makeEpisode(2))
    await crashed.host.close()
    const file = join(library, '.journals', `${broken}.journal`)
    const bytes = await flipBit(file, 8 * 30)

    const { call, log } = await openTestHost({ library })
    expect((await call('recording.pending', {})).map(({ recordingId }) => recordingId)).toEqual([sound])
    expect(log.join()).toMatch(`${broken}.journal is not a recording's journal, or its beginning is damaged`)
    await expect(
      call('recording.save', { recordingIds: [broken], dataset: 'saved', append: false }),
    ).rejects.toThrow('left as it is')
    expect(await readFile(file)).toEqual(bytes)
  })

  it('of the window alone, its recording ends and waits; those of other windows go on', async () => {
    const opened = await openTestHost({ graceMs: 0 })
    const lost = await record(opened, makeEpisode(1), { end: false, window: 'one' })
    const other = await record(opened, makeEpisode(2), { end: false, window: 'two' })
    expect(await opened.call('recording.pending', {})).toEqual([])
    opened.host.windowHere('two')
    opened.host.windowHere('one')()
    await expect
      .poll(() => opened.call('recording.pending', {}))
      .toMatchObject([{ recordingId: lost, ended: false, episode: { length: 4 } }])
    await opened.call('recording.discard', { recordingId: other })
  })
})

describe('a recording whose file is damaged', () => {
  /** Forty steps, two in a frame, with a bit flipped in the tenth of the twenty frames. */
  async function damaged() {
    const opened = await openTestHost()
    const original = makeEpisode(5, 40)
    const recordingId = await record(opened, original)
    const folder = join(opened.host.library, '.journals')
    const file = join(folder, `${recordingId}.journal`)
    const { length } = await readFile(file)
    const endFrame = 11 + 4 * 17
    const frame = 17 + 2 * 4 * (17 + 6 + 1)
    const bytes = await flipBit(file, 8 * (length - endFrame - 11 * frame + 60))
    return { ...opened, original, recordingId, folder, file, bytes }
  }

  it('says what is missing and where, and looking at it changes nothing', async () => {
    const { call, recordingId, file, bytes, log, folder } = await damaged()
    for (let look = 0; look < 2; look++)
      expect(await call('recording.pending', {})).toMatchObject([
        {
          recordingId,
          ended: true,
          parts: 2,
          damage: '2 steps are missing after step 18',
          episode: { length: 17 + 20, terminated: true },
        },
      ])
    expect(log.join()).toMatch(`${recordingId}.journal is damaged: 2 steps are missing after step 18`)
    expect(await readFile(file)).toEqual(bytes)
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('is saved in its whole parts, and its file is kept', async () => {
    const { call, host, recordingId, folder, bytes, original } = await damaged()
    const saved = await call('recording.save', {
      recordingIds: [recordingId],
      dataset: 'mine',
      append: false,
    })
    expect(saved).toMatchObject({ episodes: 2, steps: 37 })
    expect(await readdir(folder)).toEqual([`${recordingId}.journal.damaged-1`])
    expect(await readFile(join(folder, `${recordingId}.journal.damaged-1`))).toEqual(bytes)
    expect(await call('recording.pending', {})).toEqual([])

    const dataset = join(host.library, 'datasets', 'mine')
    expect(await validateDataset(dataset, new NodeFiles())).toEqual([])
    const second = await (await Dataset.open(dataset, new NodeFiles())).episode(1)
    expect(second).toMatchObject({ startStep: 20, source: `${recordingId}.journal`, length: 20 })
    expect(second.observations).toEqual(original.observations.slice(20 * 17))
  })

  it('that cannot be saved is where it was, and nothing beside it', async () => {
    const { call, host, recordingId, folder, file, bytes } = await damaged()
    await writeEpisodes(join(host.library, 'datasets'), 'mine', 1)
    await expect(
      call('recording.save', { recordingIds: [recordingId], dataset: 'mine', append: false }),
    ).rejects.toThrow('there is a dataset mine already')
    expect(await readdir(folder)).toEqual([`${recordingId}.journal`])
    expect(await readFile(file)).toEqual(bytes)
  })
})

async function flipBit(file: string, bit: number): Promise<Buffer> {
  const bytes = await readFile(file)
  bytes[bit >> 3] ^= 1 << (bit & 7)
  await writeFile(file, bytes)
  return bytes
}
