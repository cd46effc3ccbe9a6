import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Episode,
  formatProblem,
  recordEpisode,
  validateDataset,
  writeDataset,
} from '../../src/data/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisodes } from './episodes.js'
import { classicColumns, foreignParquet } from './foreignParquet.js'
import { makePoint, TestPolicy } from './testEnv.js'

const DATA = 'runs/data/train-00000-of-00001.parquet'

let files: MemoryFiles
beforeEach(() => {
  files = new MemoryFiles()
})

const problems = async (folder = 'runs', options = {}) =>
  (await validateDataset(folder, files, options)).map(formatProblem)

async function editMeta(change: (meta: Record<string, never>) => void): Promise<void> {
  const meta = JSON.parse(new TextDecoder().decode(await files.read('runs/meta.json'))) as Record<
    string,
    never
  >
  change(meta)
  await files.writeAtomic('runs/meta.json', new TextEncoder().encode(JSON.stringify(meta)))
}

async function recordPoints(count: number): Promise<Episode[]> {
  const episodes: Episode[] = []
  for (let i = 0; i < count; i++)
    episodes.push(await recordEpisode(makePoint(), new TestPolicy(), { seed: i, episodeId: i, noise: 0.1 }))
  return episodes
}

describe('validateDataset', () => {
  it('finds nothing wrong with what writeDataset writes', async () => {
    await writeDataset('runs', makeEpisodes(100), files, { shardBytes: 5000 })
    const seen: number[] = []
    expect(await problems('runs', { onProgress: (episodes: number) => seen.push(episodes) })).toEqual([])
    expect(seen.at(-1)).toBe(100)
  })

  it('finds nothing wrong with sound data of others', async () => {
    await files.writeAtomic('hub/0000.parquet', foreignParquet(classicColumns()))
    expect(await problems('hub')).toEqual([])
    expect(await problems('hub/0000.parquet')).toEqual([])
  })

  it('names file, row, column and step of each problem, and goes on to the next', async () => {
    const columns = classicColumns({
      rewards: [[1, 2, 3], [NaN]],
      actions: [[[0.5], [0.25], [0]], [[1, 2]]],
    })
    await files.writeAtomic('runs/0.parquet', foreignParquet(columns))
    expect(await problems()).toEqual([
      'runs/0.parquet, row 1, column actions, step 0: 2 numbers, expected 1',
      'runs/0.parquet, row 1, column rewards, step 0: NaN is not a finite number',
    ])
  })

  it('sees what contradicts itself', async () => {
    const columns = classicColumns({
      return: [6, 5],
      dones: [[true, false, true], [true]],
      terminated: [true, false],
      episode_id: [3n, 3n],
      env_id: ['A-v0', 'B-v0'],
    })
    await files.writeAtomic('runs/0.parquet', foreignParquet(columns))
    expect(await problems()).toEqual([
      'runs/0.parquet, row 0, column dones, step 0: true, 2 steps before the end',
      'runs/0.parquet, row 1, column return: 5, the rewards add up to 4',
      'runs/0.parquet, row 1, column dones, step 0: true, but the episode did not terminate',
      'runs/0.parquet, row 1, column env_id: B-v0, the dataset is of A-v0',
      'runs/0.parquet, row 1, column episode_id: 3 is there twice',
    ])
  })

  it('compares meta.json with the data', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    await editMeta(({ statistics }: Record<string, { steps: number; state: { mean: number[] } }>) => {
      statistics.steps += 1
      statistics.state.mean[1] = 99
    })
    expect(await problems()).toEqual([
      expect.stringMatching(/^runs\/meta\.json: statistics\.steps is \d+, the data gives \d+$/),
      expect.stringMatching(/^runs\/meta\.json: statistics\.state\.mean\.1 is 99, the data gives/),
    ])
  })

  it('sees damage, missing files and files that do not belong', async () => {
    await writeDataset('runs', makeEpisodes(3), files)
    await files.writeAtomic('runs/data/extra.parquet', new Uint8Array(1))
    const bytes = await files.read(DATA)
    bytes[bytes.length >> 1] ^= 1
    await files.writeAtomic(DATA, bytes)
    expect(await problems()).toEqual([
      'runs/data/extra.parquet: meta.json does not know this file',
      expect.stringMatching(/^runs\/data\/train-00000-of-00001\.parquet: is damaged between bytes/),
    ])
    await files.remove(DATA)
    expect((await problems())[1]).toMatch(/train-00000-of-00001\.parquet: is missing/)
    await files.writeAtomic('runs/meta.json', new TextEncoder().encode('{'))
    expect((await problems())[0]).toMatch(/^runs\/meta\.json: not JSON/)
  })

  it('stops after a hundred problems', async () => {
    const rows = 300
    const repeat = <T>(value: T) => Array.from({ length: rows }, () => value)
    const columns = {
      observations: repeat([[1]]),
      actions: repeat([[1]]),
      rewards: repeat([NaN]),
      dones: repeat([true]),
    }
    await files.writeAtomic('runs/0.parquet', foreignParquet(columns))
    expect(await problems()).toHaveLength(100)
  })

  it('refuses a folder that is not there', async () => {
    await expect(validateDataset('none', files)).rejects.toThrow(/none does not exist/)
    await files.makeFolder('empty')
    expect(await problems('empty')).toEqual([expect.stringMatching(/^empty: is not a dataset/)])
  })
})

describe('the deep check', () => {
  it('replays every episode, with the options it was made with', async () => {
    const slippery = makePoint({ friction: 0, maxEpisodeSteps: 7 })
    const other = await recordEpisode(slippery, new TestPolicy(), { seed: 9, episodeId: 9 })
    await writeDataset('runs', [...(await recordPoints(3)), other], files)
    expect(await problems('runs', { deep: true })).toEqual([])
  })

  it('says where a replay leaves the recording', async () => {
    const episodes = await recordPoints(3)
    episodes[1].observations[2 * 4] += 1e-6
    episodes[2] = { ...episodes[2], appliedActions: undefined }
    await writeDataset('runs', episodes, files)
    expect(await problems('runs', { deep: true })).toEqual([
      expect.stringMatching(
        /^runs\/data\/.*, row 1, step 4: observation\[0\] is .* in the replay, .* in the recording/,
      ),
      expect.stringMatching(/row 2, step 0: reward\[0\]|row 2, step 1: observation/),
    ])
  })

  it('says why an episode cannot be replayed', async () => {
    await writeDataset('runs', makeEpisodes(1, { envId: 'Test/Gone-v0' }), files)
    expect(await problems('runs', { deep: true })).toEqual([
      expect.stringMatching(/row 0: it cannot be replayed: no environment Test\/Gone-v0/),
    ])
    await files.writeAtomic('hub/0.parquet', foreignParquet(classicColumns()))
    expect(await problems('hub', { deep: true })).toEqual([
      expect.stringMatching(/row 0, column env_id: it cannot be replayed: the environment is unknown/),
    ])
  })
})
