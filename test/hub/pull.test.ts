import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { Dataset, writeDataset } from '../../src/data/index.js'
import { pull, push } from '../../src/hub/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { makeEpisodes } from '../data/episodes.js'
import { type StandInHub, startStandInHub } from './standInHub.js'

const users = { hf_ada: { name: 'ada' } }
let hub: StandInHub
afterEach(() => hub.close())

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gaitway-pull-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

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

describe('a repository of a stranger', () => {
  const hostile = [
    ['climbs', 'data/../../../.bashrc'],
    ['climbs at once', '../evil.txt'],
    ['begins at the root', '/etc/evil'],
    ['is a path of Windows', 'C:\\evil.txt'],
    ['climbs as Windows does', '..\\..\\evil.txt'],
    ['opens a device of Windows', 'data/NUL.parquet'],
    ['ends in a dot, which Windows drops', 'data./x.parquet'],
    ['moves the cursor', 'a\u001b[2Jb.txt'],
    ['reads backwards', 'a\u202egpj.exe'],
    ['is empty in the middle', 'data//x.parquet'],
    ['is endless', `data/${'x'.repeat(5000)}`],
  ]

  it.each(hostile)('with a name that %s writes nothing at all', async (_, name) => {
    hub = await startStandInHub({ users })
    hub.addRepo('datasets/ada/evil', { 'meta.json': '{}', [name]: 'boo' })
    const parent = await temporaryFolder()
    const folder = join(parent, 'library', 'new')
    const options = { kind: 'dataset' as const, repo: 'ada/evil', folder, hubUrl: hub.url }
    const error: Error = await pull({ ...options, files: new NodeFiles() }).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    )
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toMatch(/no safe name/)
    expect(error.message.length).toBeLessThan(300)
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(await readdir(parent)).toEqual([])
  })

  it.each([
    ['files', ['data/a.parquet', 'data/A.parquet']],
    ['spellings of one letter', ['data/\u00e9.parquet', 'data/e\u0301.parquet']],
    ['a file and a folder', ['Data', 'data/a.parquet']],
    ['a folder and a file', ['data/a.parquet', 'DATA']],
  ])('with two %s of one name is refused', async (_, names) => {
    hub = await startStandInHub({ users })
    hub.addRepo('datasets/ada/twins', Object.fromEntries(names.map((name) => [name, 'x'])))
    const files = new MemoryFiles()
    const pulled = pull({ kind: 'dataset', repo: 'ada/twins', folder: 'new', files, hubUrl: hub.url })
    await expect(pulled).rejects.toThrow(/two files at .*letter case does not count/)
    expect(await files.list('')).toEqual([])
  })

  it('with more files than any dataset has is refused by its list alone', async () => {
    hub = await startStandInHub({ users })
    const many = Array.from({ length: 10_001 }, (_, i) => [`data/${i}.parquet`, ''])
    hub.addRepo('datasets/ada/many', Object.fromEntries(many))
    const files = new MemoryFiles()
    const pulled = pull({ kind: 'dataset', repo: 'ada/many', folder: 'new', files, hubUrl: hub.url })
    await expect(pulled).rejects.toThrow(/more than 10000 files/)
    expect(hub.requests.filter((request) => request.includes('/resolve/'))).toEqual([])
  })

  it('leaves its hidden files where they are, and a link in it arrives as the text that it is', async () => {
    hub = await startStandInHub({ users })
    hub.addRepo('models/ada/walker', {
      'config.json': '{}',
      'notes.txt': '../../private/id_rsa',
      '.gitattributes': '*',
      'training/.git/hooks/post-checkout': 'rm -rf /',
    })
    const folder = join(await temporaryFolder(), 'walker')
    await pull({ kind: 'model', repo: 'ada/walker', folder, files: new NodeFiles(), hubUrl: hub.url })
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(['config.json', 'notes.txt'])
    expect((await lstat(join(folder, 'notes.txt'))).isFile()).toBe(true)
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('../../private/id_rsa')
  })
})
