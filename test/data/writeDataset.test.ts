import { mkdir, mkdtemp, readdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { appendEpisodes, Dataset, describeEnv, type Episode, writeDataset } from '../../src/data/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { makeEpisode, makeEpisodes } from './episodes.js'
import { makePoint } from './testEnv.js'

let files: MemoryFiles
beforeEach(() => {
  files = new MemoryFiles()
})

const text = async (path: string) => new TextDecoder().decode(await files.read(path))
const names = async (folder: string) => (await files.list(folder)).map(({ name }) => name)

async function* broken(): AsyncGenerator<Episode> {
  yield makeEpisode(0)
  throw new Error('broken')
}

describe('writeDataset', () => {
  it('writes exactly a card, the data and meta.json', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    expect(await names('runs')).toEqual(['README.md', 'data', 'meta.json'])
    expect(await names('runs/data')).toEqual(['train-00000-of-00001.parquet'])
    expect(await names('')).toEqual(['runs'])
  })

  it('gives the same bytes for the same episodes', async () => {
    await writeDataset('a/runs', makeEpisodes(40), files)
    await writeDataset('b/runs', makeEpisodes(40), files)
    for (const name of ['README.md', 'meta.json', 'data/train-00000-of-00001.parquet'])
      expect(await files.read(`a/runs/${name}`)).toEqual(await files.read(`b/runs/${name}`))
  })

  it('describes the environment, what made the data, and its figures', async () => {
    const episodes = makeEpisodes(3, { envId: 'Test/Point-v0', observationSize: 2, actionSize: 1 })
    const meta = await writeDataset('runs', episodes, files, {
      env: describeEnv(makePoint()),
      title: 'Points',
      license: 'mit',
      command: 'gaitway record --env Test/Point-v0',
      engine: { gaitway: '0.1.0', rapier: '0.21.0' },
    })
    expect((await Dataset.open('runs', files)).meta).toEqual(meta)
    expect(meta).toMatchObject({
      format: 'gaitway-dataset',
      env: {
        id: 'Test/Point-v0',
        maxEpisodeSteps: 20,
        observationSpace: { type: 'Box', shape: [2] },
        actionSpace: { type: 'Box', low: [-1], high: [1] },
      },
      engine: { rapier: '0.21.0' },
      statistics: { episodes: 3, controllers: { 'scripted:test': 3 } },
    })
  })

  it('gives ids that are taken the next free one', async () => {
    await writeDataset(
      'runs',
      [5, 5, 2, 5].map((id) => makeEpisode(id)),
      files,
    )
    const list = await (await Dataset.open('runs', files)).episodeSummaries()
    expect(list.map(({ episodeId }) => episodeId)).toEqual([5, 6, 2, 7])
  })

  it('never overwrites a folder unless it is forced', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    const before = await text('runs/meta.json')
    const again = writeDataset('runs/', makeEpisodes(5), files)
    await expect(again).rejects.toThrow(
      new InputError('runs exists already: choose another name, or --force to replace it'),
    )
    expect(await text('runs/meta.json')).toBe(before)
    await writeDataset('runs', makeEpisodes(5), files, { force: true })
    expect((await Dataset.open('runs', files)).length).toBe(5)
    expect(await names('')).toEqual(['runs'])
  })

  it('does not replace what is no dataset, forced or not', async () => {
    await files.writeAtomic('thesis/chapter.md', new Uint8Array(1))
    await files.writeAtomic('file', new Uint8Array(1))
    const write = (folder: string) => writeDataset(folder, makeEpisodes(1), files, { force: true })
    await expect(write('thesis')).rejects.toThrow(
      /thesis is not a dataset of this program: it is not replaced/,
    )
    await expect(write('file')).rejects.toThrow(/file is a file/)
    expect(await names('thesis')).toEqual(['chapter.md'])
  })

  it('replaces the folder behind a link, on its own disk, and the link stays', async () => {
    const root = await mkdtemp(join(tmpdir(), 'gaitway-link-'))
    onTestFinished(() => rm(root, { recursive: true }))
    await mkdir(join(root, 'store'))
    await symlink(join('store', 'ds'), join(root, 'link'))
    const link = join(root, 'link')
    const disk = new NodeFiles()
    const lengthOf = async (folder: string) => (await Dataset.open(folder, disk)).length
    // Nothing is behind it yet.
    await writeDataset(link, makeEpisodes(2), disk)
    expect(await lengthOf(join(root, 'store', 'ds'))).toBe(2)
    await writeDataset(`${link}/`, makeEpisodes(3), disk, { force: true })
    await appendEpisodes(link, makeEpisodes(1), disk)
    expect(await lengthOf(join(root, 'store', 'ds'))).toBe(4)
    expect(await readlink(link)).toBe('store/ds')
    expect((await readdir(root)).sort()).toEqual(['link', 'store'])
    expect(await readdir(join(root, 'store'))).toEqual(['ds'])
    // A crash between its two renames.
    await rename(join(root, 'store', 'ds'), join(root, 'store', '.ds.previous'))
    expect(await lengthOf(link)).toBe(4)
  })

  it('leaves nothing when it is stopped or its source breaks', async () => {
    const abort = new AbortController()
    const stopped = writeDataset('runs', makeEpisodes(9), files, {
      signal: abort.signal,
      onProgress: (episodes) => episodes === 4 && abort.abort(new Error('enough')),
    })
    await expect(stopped).rejects.toThrow('enough')
    await expect(writeDataset('runs', broken(), files)).rejects.toThrow('broken')
    expect(await names('')).toEqual([])
  })

  it('keeps the old dataset when the new one fails', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    const failing = writeDataset('runs', [makeEpisode(0, { rewards: new Float32Array(2) })], files, {
      force: true,
    })
    await expect(failing).rejects.toThrow(InputError)
    expect((await Dataset.open('runs', files)).length).toBe(3)
  })

  it('brings back a dataset that a crash left between two renames', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    await files.rename('runs', '.runs.previous')
    expect((await Dataset.open('runs', files)).length).toBe(3)
  })

  it.each([
    [
      'NaN in an observation',
      { observations: Float32Array.of(0, 0, 0, 0, Number.NaN, 0) },
      /episode 4: observations is NaN at step 1/,
    ],
    [
      'infinity in an action',
      { actions: Float32Array.of(0, 0, 0, Infinity) },
      /episode 4: actions is Infinity at step 1/,
    ],
    ['too few rewards', { rewards: Float32Array.of(1) }, /episode 4: rewards has 1 numbers, expected 2/],
    [
      'actions of another size',
      { appliedActions: Float32Array.of(1) },
      /episode 4: appliedActions has 1 numbers, expected 4/,
    ],
    ['no steps', { length: 0 }, /episode 4: it has no steps/],
    ['a broken seed', { seed: 0.5 }, /episode 4: seed 0\.5 is not a whole number/],
    [
      'a nameless actor',
      { actors: Uint8Array.of(0, 1), controllers: ['human'] },
      /episode 4: actors names one/,
    ],
    [
      'options that are no JSON',
      { envOptions: { limit: Infinity } },
      /episode 4: envOptions\.limit cannot be written as JSON/,
    ],
    [
      'another environment',
      { envId: 'Test/Other-v0' },
      /episode 4: it is of Test\/Other-v0, the dataset of Test\/Env-v0/,
    ],
    ['another size', { observationSize: 5 }, /episode 4: its observations have 5 numbers, the dataset's 3/],
  ])('refuses %s', async (_, changes, message) => {
    const episodes = [makeEpisode(0), makeEpisode(4, { length: 2, ...changes })]
    const error = await writeDataset('runs', episodes, files).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(message)
    expect(await names('')).toEqual([])
  })

  it('refuses to write no episodes', async () => {
    await expect(writeDataset('runs', [], files)).rejects.toThrow(/runs: there are no episodes to write/)
  })
})

describe('the card', () => {
  it('begins with the YAML that makes the Hub’s viewer work', async () => {
    await writeDataset('runs', makeEpisodes(3), files, { title: 'Runs: "quoted"', license: 'mit' })
    const card = await text('runs/README.md')
    const [, yaml] = /^---\n(.*?)\n---\n/s.exec(card) ?? []
    expect(parse(yaml)).toMatchObject({
      pretty_name: 'Runs: "quoted"',
      license: 'mit',
      task_categories: ['reinforcement-learning'],
      size_categories: ['n<1K'],
      configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'data/train-*.parquet' }] }],
    })
  })

  it('says what is in it: returns, lengths, controllers, a histogram, the command', async () => {
    const episodes = [10, 20, 20, 40].map((reward, i) =>
      makeEpisode(i, {
        length: 2,
        rewards: Float32Array.of(reward, 0),
        controller: i === 3 ? 'human' : 'scripted:x',
      }),
    )
    await writeDataset('runs', episodes, files, { command: 'gaitway record --seed 1' })
    const card = await text('runs/README.md')
    expect(card).toContain('4 episodes, 8 steps of `Test/Env-v0`')
    expect(card).toContain('| return | 22.5 | 10.9 | 10 | 11.5 | 20 | 37 | 40 |')
    expect(card).toContain('| `human` | 1 |\n| `scripted:x` | 3 |')
    expect(card).toMatch(/17\.5 to 25 │█+ 2/)
    expect(card).toContain('gaitway record --seed 1')
  })

  it('keeps what a person wrote when the figures change', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    const edited = (await text('runs/README.md')).replace('# runs', '# My thesis data\n\nCite me.')
    await files.writeAtomic('runs/README.md', new TextEncoder().encode(edited))
    await writeDataset('runs', makeEpisodes(5), files, { force: true })
    const card = await text('runs/README.md')
    expect(card).toContain('Cite me.')
    expect(card).toContain('5 episodes')
    expect(card).not.toContain('3 episodes')
  })
})
