import { beforeEach, describe, expect, it } from 'vitest'
import { appendEpisodes, Dataset, deleteEpisodes, mergeDatasets, writeDataset } from '../../src/data/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisode, makeEpisodes } from './episodes.js'
import { classicColumns, foreignParquet } from './foreignParquet.js'

let files: MemoryFiles
beforeEach(async () => {
  files = new MemoryFiles()
  await writeDataset('runs', makeEpisodes(40), files, {
    title: 'Runs',
    engine: { rapier: '0.21.0' },
    license: 'mit',
  })
})

const open = (folder = 'runs') => Dataset.open(folder, files)
const ids = async (folder = 'runs') =>
  (await (await open(folder)).episodeSummaries()).map(({ episodeId }) => episodeId)

describe('appendEpisodes', () => {
  it('adds behind what is there, with free ids', async () => {
    await appendEpisodes('runs', [makeEpisode(3), makeEpisode(50)], files)
    const dataset = await open()
    expect(dataset.length).toBe(42)
    expect(await dataset.episode(39)).toEqual(makeEpisode(39))
    expect(await dataset.episode(40)).toEqual({ ...makeEpisode(3), episodeId: 40 })
    expect(await dataset.episode(41)).toEqual(makeEpisode(50))
    expect((await dataset.statistics()).episodes).toBe(42)
    expect(dataset.meta).toMatchObject({ title: 'Runs', engine: { rapier: '0.21.0' }, license: 'mit' })
  })

  it('makes the dataset where there is none yet', async () => {
    await appendEpisodes('new', makeEpisodes(2), files, { title: 'New' })
    expect(await open('new')).toMatchObject({ length: 2, title: 'New' })
  })

  it('is as if all had been written at once', async () => {
    await writeDataset('at-once/runs', makeEpisodes(50), files)
    await writeDataset('by-and-by/runs', makeEpisodes(20), files)
    await appendEpisodes('by-and-by/runs', makeEpisodes(50).slice(20), files)
    for (const name of ['README.md', 'meta.json', 'data/train-00000-of-00001.parquet'])
      expect(await files.read(`by-and-by/runs/${name}`)).toEqual(await files.read(`at-once/runs/${name}`))
  })

  it('leaves the dataset as it was when an episode is refused', async () => {
    const before = await files.read('runs/meta.json')
    const other = makeEpisode(90, { envId: 'Test/Other-v0' })
    await expect(appendEpisodes('runs', [makeEpisode(80), other], files)).rejects.toThrow(/Test\/Other-v0/)
    expect(await files.read('runs/meta.json')).toEqual(before)
    expect((await open()).length).toBe(40)
  })

  it('does not lose what another program appended meanwhile', async () => {
    async function* slow() {
      yield makeEpisode(60)
      await appendEpisodes('runs', [makeEpisode(70)], files)
    }
    await expect(appendEpisodes('runs', slow(), files)).rejects.toThrow(
      /runs was changed by another program meanwhile/,
    )
    expect((await ids()).at(-1)).toBe(70)
  })

  it('does not touch datasets of others', async () => {
    await files.writeAtomic('hub/data/0.parquet', foreignParquet(classicColumns()))
    await expect(appendEpisodes('hub', [makeEpisode(0)], files)).rejects.toThrow(/hub has no meta\.json/)
  })
})

describe('deleteEpisodes', () => {
  it('takes episodes out by their places; the others keep their ids', async () => {
    await deleteEpisodes('runs', [0, 39, 5], files)
    const all = Array.from({ length: 40 }, (_, i) => i)
    expect(await ids()).toEqual(all.filter((id) => ![0, 39, 5].includes(id)))
  })

  it('refuses places that are not there, and to empty a dataset', async () => {
    await expect(deleteEpisodes('runs', [1, 40], files)).rejects.toThrow(/there is no episode 40/)
    await writeDataset('one', makeEpisodes(1), files)
    await expect(deleteEpisodes('one', [0], files)).rejects.toThrow(/one: these are all its episodes/)
    expect((await open()).length).toBe(40)
  })
})

describe('mergeDatasets', () => {
  it('puts datasets of one environment behind each other', async () => {
    await writeDataset('more', makeEpisodes(3, { controller: 'human' }), files)
    await mergeDatasets(['runs', 'more'], 'all', files, { title: 'All' })
    expect(await ids('all')).toEqual(Array.from({ length: 43 }, (_, i) => i))
    const dataset = await open('all')
    expect(dataset.meta).toMatchObject({
      title: 'All',
      statistics: { controllers: { human: 3, 'scripted:test': 40 } },
    })
    expect((await open('more')).length).toBe(3)
  })

  it('refuses datasets of different environments', async () => {
    await writeDataset('other', makeEpisodes(1, { envId: 'Test/Other-v0' }), files)
    await expect(mergeDatasets(['runs', 'other'], 'all', files)).rejects.toThrow(
      /other is of Test\/Other-v0, runs of Test\/Env-v0/,
    )
    await expect(mergeDatasets([], 'all', files)).rejects.toThrow(/nothing to merge/)
  })
})
