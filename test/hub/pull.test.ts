import { afterEach, expect, it } from 'vitest'
import { Dataset, writeDataset } from '../../src/data/index.js'
import { pull, push } from '../../src/hub/index.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisodes } from '../data/episodes.js'
import { type StandInHub, startStandInHub } from './standInHub.js'

const users = { hf_ada: { name: 'ada' } }
let hub: StandInHub
afterEach(() => hub.close())

it('brings back what was pushed', async () => {
  hub = await startStandInHub({ users })
  const there = new MemoryFiles()
  const episodes = makeEpisodes(4)
  await writeDataset('runs', episodes, there)
  await push({
    kind: 'dataset',
    folder: 'runs',
    files: there,
    repo: 'ada/runs',
    token: 'hf_ada',
    hubUrl: hub.url,
  })

  const here = new MemoryFiles()
  const progress: number[] = []
  const onProgress = (value: number) => progress.push(value)
  await pull({ kind: 'dataset', repo: 'ada/runs', folder: 'mine', files: here, hubUrl: hub.url, onProgress })
  const dataset = await Dataset.open('mine', here)
  expect(dataset.length).toBe(4)
  expect(await dataset.episode(3)).toEqual(episodes[3])
  expect(progress.at(-1)).toBe(1)
})

it('refuses a folder that exists, an unknown repository, and leaves nothing half-done', async () => {
  hub = await startStandInHub({ users })
  const files = new MemoryFiles()
  await files.writeAtomic('mine/notes.md', new Uint8Array(1))
  const options = { kind: 'dataset' as const, files, hubUrl: hub.url }
  await expect(pull({ ...options, repo: 'ada/runs', folder: 'mine' })).rejects.toThrow(/mine exists already/)
  await expect(pull({ ...options, repo: 'ada/none', folder: 'new' })).rejects.toThrow(
    /ada\/none.*does not know/,
  )
  hub.addRepo('datasets/ada/broken', { 'data/train-00000-of-00001.parquet': 'not parquet' })
  await expect(pull({ ...options, repo: 'ada/broken', folder: 'new' })).rejects.toThrow(
    /not a complete Parquet/,
  )
  expect((await files.list('')).map(({ name }) => name)).toEqual(['mine'])
})

it('refuses names that lead out of the folder', async () => {
  hub = await startStandInHub({ users })
  hub.addRepo('datasets/ada/evil', { 'data/../../../.bashrc': 'boo' })
  const files = new MemoryFiles()
  const evil = pull({ kind: 'dataset', repo: 'ada/evil', folder: 'new', files, hubUrl: hub.url })
  await expect(evil).rejects.toThrow(/no safe name/)
})
