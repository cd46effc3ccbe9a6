import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Dataset, type Episode, writeDataset } from '../../src/data/index.js'
import { readSafetensors } from '../../src/dt/safetensors.js'
import { InputError } from '../../src/platform/errors.js'
import { HttpFiles } from '../../src/platform/httpFiles.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { serveFiles } from '../platform/serveFiles.js'
import { makeEpisode, makeEpisodes } from './episodes.js'
import { classicColumns, foreignParquet } from './foreignParquet.js'

async function readAll(dataset: Dataset): Promise<Episode[]> {
  const episodes: Episode[] = []
  for await (const episode of dataset.episodes()) episodes.push(episode)
  return episodes
}

async function fileOf(path: string, bytes: Uint8Array): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  await files.writeAtomic(path, bytes)
  return files
}

async function openingFails(path: string, files: MemoryFiles): Promise<string> {
  const error = await Dataset.open(path, files)
    .then(readAll)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  expect(error).toBeInstanceOf(InputError)
  const { message } = error as Error
  expect(message).not.toContain('\n')
  return message
}

describe('a dataset folder', () => {
  it('gives back every episode bit for bit', async () => {
    const files = new MemoryFiles()
    const episodes = makeEpisodes(70)
    await writeDataset('runs', episodes, files)
    const dataset = await Dataset.open('runs', files)
    expect(dataset).toMatchObject({ length: 70, envId: 'Test/Env-v0', observationSize: 3, actionSize: 2 })
    expect(await readAll(dataset)).toEqual(episodes)
    expect(await dataset.episode(42)).toEqual(episodes[42])
    await expect(dataset.episode(70)).rejects.toThrow(/runs has episodes 0 to 69, there is no episode 70/)
  })

  it('keeps what only some episodes have', async () => {
    const files = new MemoryFiles()
    const plain = makeEpisode(0)
    const rich = makeEpisode(7, {
      length: 3,
      appliedActions: Float32Array.of(1, 2, 3, 4, 5, 6),
      actors: Uint8Array.of(0, 1, 0),
      controllers: ['human', 'assist'],
      terminated: true,
      truncated: false,
      level: 'stairs',
      envOptions: { level: { slope: 0.5 } },
      resetOptions: { x: 12.5 },
      source: 'Test/other#3',
      startStep: 12,
      seed: 2 ** 53 - 1,
    })
    await writeDataset('runs', [plain, rich], files)
    expect(await readAll(await Dataset.open('runs', files))).toEqual([plain, rich])
  })

  it('keeps the smallest, the largest and negative zero', async () => {
    const files = new MemoryFiles()
    const rewards = Float32Array.of(-0, 1.4e-45, 3.4028234663852886e38)
    await writeDataset('runs', [makeEpisode(0, { length: 3, rewards })], files)
    const episode = await (await Dataset.open('runs', files)).episode(0)
    expect(episode.rewards).toEqual(rewards)
    expect(Object.is(episode.rewards[0], -0)).toBe(true)
  })

  it('spreads over several files and is one dataset all the same', async () => {
    const files = new MemoryFiles()
    const episodes = makeEpisodes(100)
    await writeDataset('runs', episodes, files, { shardBytes: 5000 })
    const names = (await files.list('runs/data')).map(({ name }) => name)
    expect(names).toEqual([0, 1, 2, 3].map((shard) => `train-0000${shard}-of-00004.parquet`))
    const dataset = await Dataset.open('runs', files)
    expect(await readAll(dataset)).toEqual(episodes)
    expect(await dataset.episode(99)).toEqual(episodes[99])
  })

  it('shows its figures and its list without reading matrices', async () => {
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(40), files, { title: 'My runs' })
    const reads: string[] = []
    const counting = {
      stat: (path: string) => files.stat(path),
      read: (path: string) => files.read(path),
      readRange: (path: string, start: number, end: number) => {
        reads.push(`${start}-${end}`)
        return files.readRange(path, start, end)
      },
    }
    const dataset = await Dataset.open('runs', counting)
    const { files: described = [] } = dataset.meta ?? {}
    const lists = described[0].blocks.filter((_, i) => i % 2 === 1).map(({ start, end }) => `${start}-${end}`)
    const summary = await dataset.summary()
    expect(summary).toMatchObject({ title: 'My runs', episodes: 40, controllers: ['scripted:test'] })
    const list = await dataset.episodeSummaries()
    const episode = makeEpisode(33)
    expect(list[33]).toEqual({
      index: 33,
      episodeId: 33,
      controller: 'scripted:test',
      level: '',
      seed: 133,
      length: episode.length,
      return: episode.rewards.reduce((sum, reward) => sum + reward, 0),
      terminated: false,
      truncated: true,
    })
    expect(lists.length).toBe(2)
    expect(reads.filter((read) => lists.includes(read))).toEqual([])
  })

  it('keeps what was read in memory, up to a limit', async () => {
    const files = new MemoryFiles()
    const episodes = makeEpisodes(100)
    await writeDataset('runs', episodes, files)
    let reads = 0
    const counting = {
      stat: (path: string) => files.stat(path),
      read: (path: string) => files.read(path),
      readRange: (path: string, start: number, end: number) => {
        reads++
        return files.readRange(path, start, end)
      },
    }
    const readsOf = async (options: { cacheBytes?: number }) => {
      const dataset = await Dataset.open('runs', counting, options)
      await readAll(dataset)
      reads = 0
      for (const i of [0, 99, 1, 98]) expect(await dataset.episode(i)).toEqual(episodes[i])
      return reads
    }
    expect(await readsOf({})).toBe(0)
    expect(await readsOf({ cacheBytes: 1 })).toBeGreaterThan(4)
  })

  it('refuses episodes of another environment than it says', async () => {
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(3), files)
    const meta = new TextDecoder().decode(await files.read('runs/meta.json'))
    const forged = meta.replace('"Test/Env-v0"', '"Test/Other-v0"')
    await files.writeAtomic('runs/meta.json', new TextEncoder().encode(forged))
    expect(await openingFails('runs', files)).toMatch(
      /row 0, column env_id: Test\/Env-v0, the dataset is of Test\/Other-v0/,
    )
    const columns = classicColumns({ env_id: ['A-v0', 'B-v0'] })
    expect(await openingFails('a.parquet', await fileOf('a.parquet', foreignParquet(columns)))).toMatch(
      /row 1, column env_id: B-v0, the dataset is of A-v0/,
    )
  })

  it('is read over HTTP by ranges', async () => {
    const files = new MemoryFiles()
    const episodes = makeEpisodes(40)
    await writeDataset('runs', episodes, files)
    const names = ['meta.json', 'data/train-00000-of-00001.parquet']
    const served = await Promise.all(
      names.map(async (name) => [`/blob/runs/${name}`, await files.read(`runs/${name}`)]),
    )
    const server = createServer(serveFiles(Object.fromEntries(served) as Record<string, Uint8Array>))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const dataset = await Dataset.open('runs', new HttpFiles(`http://127.0.0.1:${port}/blob/`))
    expect(await dataset.episode(39)).toEqual(episodes[39])
    server.close()
  })
})

describe('data of others', () => {
  it('opens the Hub’s layout: four columns, a row an episode', async () => {
    const golden = join(import.meta.dirname, 'golden')
    const expected = readSafetensors(
      new Uint8Array(await readFile(join(golden, 'hub.safetensors'))),
      'golden',
    ).tensors
    const files = await fileOf('hub.parquet', new Uint8Array(await readFile(join(golden, 'hub.parquet'))))
    const dataset = await Dataset.open('hub.parquet', files)
    expect(dataset).toMatchObject({
      length: 5,
      observationSize: 11,
      actionSize: 3,
      envId: '',
      meta: undefined,
    })
    for (const [i, episode] of (await readAll(dataset)).entries()) {
      for (const name of ['observations', 'actions', 'rewards'] as const)
        expect(episode[name]).toEqual(expected.get(`episode${i}.${name}`)?.data)
      expect(episode.terminated).toBe(expected.get(`episode${i}.dones`)?.data.at(-1) === 1)
      expect(episode).toMatchObject({
        episodeId: i,
        controller: 'unknown',
        envId: '',
        finalObservation: new Float32Array(0),
      })
    }
    expect((await dataset.statistics()).lengths).toMatchObject({ min: 5, max: 101 })
    expect((await dataset.episodeSummaries()).map(({ length }) => length)).toEqual([40, 7, 101, 23, 5])
  })

  it('finds the files in data/ or in the folder itself', async () => {
    for (const place of ['hub/data/0.parquet', 'hub/0000.parquet'])
      expect((await Dataset.open('hub', await fileOf(place, foreignParquet(classicColumns())))).length).toBe(
        2,
      )
  })

  it('takes rewards and dones as [T] and as [T, 1]', async () => {
    const nested = classicColumns({
      rewards: [[[1], [2], [3]], [[4]]],
      dones: [[[false], [false], [true]], [[false]]],
    })
    const flat = await Dataset.open('a.parquet', await fileOf('a.parquet', foreignParquet(classicColumns())))
    const deep = await Dataset.open('a.parquet', await fileOf('a.parquet', foreignParquet(nested)))
    expect(await readAll(deep)).toEqual(await readAll(flat))
    expect(await flat.episode(0)).toMatchObject({ terminated: true, truncated: false })
    expect(await flat.episode(1)).toMatchObject({ terminated: false, truncated: true })
  })
})

describe('what cannot be used is said in one line', () => {
  it.each([
    ['a missing folder', 'none', {}, /^none does not exist/],
    ['a file that is no dataset', 'notes.txt', { 'notes.txt': 'x' }, /^notes\.txt is not a dataset/],
    ['a folder without data', 'd', { 'd/notes.txt': 'x' }, /^d is not a dataset: there is no meta\.json/],
    [
      'something else under Parquet’s name',
      'a.parquet',
      { 'a.parquet': 'hello, I am text' },
      /^a\.parquet is not a complete Parquet/,
    ],
    ['an empty file', 'a.parquet', { 'a.parquet': '' }, /^a\.parquet is not a complete Parquet/],
    [
      'a footer of nonsense',
      'a.parquet',
      { 'a.parquet': 'PAR1 nonsense \u0004\u0000\u0000\u0000PAR1' },
      /^a\.parquet.*Parquet/,
    ],
    ['a meta.json that is no JSON', 'd', { 'd/meta.json': '{' }, /^d\/meta\.json: not JSON/],
    ['a meta.json of something else', 'd', { 'd/meta.json': '{"format":"x"}' }, /^d\/meta\.json: format/],
  ])('%s', async (_, path, contents, message) => {
    const files = new MemoryFiles()
    for (const [name, content] of Object.entries(contents))
      await files.writeAtomic(name, new TextEncoder().encode(content))
    expect(await openingFails(path, files)).toMatch(message)
  })

  it.each([
    [
      'a missing column',
      { rewards: undefined },
      /a\.parquet has no column rewards \(it has observations, actions, dones\)/,
    ],
    [
      'NaN',
      { rewards: [[1, NaN, 3], [4]] },
      /a\.parquet, row 0, column rewards, step 1: NaN is not a finite number/,
    ],
    [
      'infinity',
      {
        observations: [[[1, 2]], [[1, Infinity]]],
        actions: [[[1]], [[1]]],
        rewards: [[1], [1]],
        dones: [[true], [true]],
      },
      /row 1, column observations, step 0: Infinity in element 1/,
    ],
    ['too few rewards', { rewards: [[1, 2], [4]] }, /row 0, column rewards: 2 steps, observations has 3/],
    [
      'rows of different widths',
      { observations: [[[1, 2], [3], [5, 6]], [[7, 8]]] },
      /row 0, column observations, step 1: 1 numbers, expected 2/,
    ],
    [
      'episodes of different sizes',
      { actions: [[[0.5], [0.25], [0]], [[1, 1]]] },
      /row 1, column actions, step 0: 2 numbers, expected 1/,
    ],
    [
      'text for numbers',
      { rewards: [['a', 'b', 'c'], ['d']] },
      /row 0, column rewards, step 0: expected 1 numbers/,
    ],
    ['no list at all', { observations: [1, 2] }, /row 0, column observations: missing, or not a list/],
    [
      'an empty episode',
      { observations: [[[1]], []], actions: [[[1]], []], rewards: [[1], []], dones: [[true], []] },
      /row 1, column observations: the episode has no steps/,
    ],
    ['a seed that is none', { seed: [-1n, 0n] }, /row 0, column seed: -1 is not a whole number/],
    [
      'options that are no JSON',
      { env_options: ['{', '{}'] },
      /row 0, column env_options: expected a JSON object/,
    ],
  ])('%s', async (_, changes, message) => {
    const columns = Object.fromEntries(
      Object.entries(classicColumns(changes as Record<string, unknown[]>)).filter(
        ([, values]) => values !== undefined,
      ),
    )
    expect(await openingFails('a.parquet', await fileOf('a.parquet', foreignParquet(columns)))).toMatch(
      message,
    )
  })

  it('a file that is cut short, wherever it is cut', async () => {
    const whole = foreignParquet(classicColumns())
    for (let length = 0; length < whole.length; length++)
      expect(await openingFails('a.parquet', await fileOf('a.parquet', whole.slice(0, length)))).toMatch(
        /^a\.parquet/,
      )
  })

  it('any byte changed in a dataset with meta.json', async () => {
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(3, { length: 2 }), files)
    const path = 'runs/data/train-00000-of-00001.parquet'
    const whole = await files.read(path)
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice()
      damaged[at] ^= 1 << (at % 8)
      await files.writeAtomic(path, damaged)
      expect(await openingFails('runs', files)).toMatch(/train-00000-of-00001\.parquet/)
    }
  })

  it('a dataset with a file missing or cut short', async () => {
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(3), files)
    const path = 'runs/data/train-00000-of-00001.parquet'
    const whole = await files.read(path)
    await files.writeAtomic(path, whole.slice(0, -1))
    expect(await openingFails('runs', files)).toMatch(/has \d+ bytes, meta\.json says \d+: it is cut short/)
    await files.remove(path)
    expect(await openingFails('runs', files)).toMatch(/is missing: the dataset is incomplete/)
  })
})
