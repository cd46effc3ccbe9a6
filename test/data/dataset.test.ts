import { describe, expect, it } from 'vitest'
import { Dataset, type Episode, writeDataset } from '../../src/data/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisode, makeEpisodes } from './episodes.js'

async function readAll(dataset: Dataset): Promise<Episode[]> {
  const episodes: Episode[] = []
  for await (const episode of dataset.episodes()) episodes.push(episode)
  return episodes
}

describe('a dataset folder', () => {
  it('gives back every episode bit for bit', async () => {
    const files = new MemoryFiles()
    const episodes = makeEpisodes(70)
    await writeDataset('runs', episodes, files)
    const dataset = await Dataset.open('runs', files)
    expect(dataset.length).toBe(70)
    expect(await readAll(dataset)).toEqual(episodes)
    expect(await dataset.episode(42)).toEqual(episodes[42])
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
      source: 'Test/other#3',
      startStep: 12,
      seed: 2 ** 53 - 1,
    })
    await writeDataset('runs', [plain, rich], files)
    expect(await readAll(await Dataset.open('runs', files))).toEqual([plain, rich])
  })
})
