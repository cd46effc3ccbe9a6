import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLastPort } from '../../electron/lastPort.js'
import { Journal } from '../../src/data/index.js'
import { createGenerator } from '../../src/gym/index.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import {
  builtPackage,
  makeEpisode,
  openTestHost,
  temporaryFolder,
  trainingConfig,
  writeEpisodes,
  writeModel,
} from './temporaryLibrary.js'

/**
 * What no file that the host reads by itself may do to it, whatever stands in its place: every file of a library that
 * is read at the start or for a list, and every way in which it can be none.
 */

/** Milliseconds for every answer: two seconds, and the load of a machine that runs other tests beside. */
const LIMIT = 8000
/** Milliseconds that nothing else is answered: a page notices a second. */
const LONGEST_STALL = 1000

const torch = join(import.meta.dirname, '..', 'dt', 'golden', 'edge')

const faults: [string, (path: string) => Promise<unknown> | unknown][] = [
  ['a FIFO', (path) => execFileSync('mkfifo', [path])],
  ['a link in a circle', (path) => symlink(path, path)],
  ['a folder', (path) => mkdir(path)],
  ['an endless device', (path) => symlink('/dev/zero', path)],
  ['a huge sparse file', (path) => writeFile(path, '').then(() => truncate(path, 8 * 1024 ** 3))],
  ['a sparse file within the limits', (path) => writeFile(path, '').then(() => truncate(path, 200 << 20))],
  ['a deep nesting of lists', (path) => writeFile(path, '['.repeat(8_000_000))],
  ['a deep nesting of objects', (path) => writeFile(path, '{"a":'.repeat(30_000))],
  ['a list of many lists', (path) => writeFile(path, `[${'[],'.repeat(2_000_000)}[]]`)],
  ['one long word', (path) => writeFile(path, JSON.stringify({ format: 'x'.repeat(1_000_000) }))],
  ['nothing at all', (path) => writeFile(path, '')],
]

/** Entry → the file of it that is spoilt. */
const ofDatasets = {
  meta: 'meta.json',
  parquet: 'data/train-00000-of-00001.parquet',
  bare: 'data/train-00000-of-00001.parquet',
}
const ofModels = {
  config: 'config.json',
  gaitway: 'gaitway.json',
  weights: 'model.safetensors',
  torch: 'pytorch_model.bin',
  card: 'README.md',
}

/** A library with an entry, a job and a recording for every file that can be spoilt, and sound ones beside. */
async function library(): Promise<{ library: string; spoilt: string[]; root: string }> {
  const folder = await temporaryFolder()
  const at = (...parts: string[]) => join(folder, ...parts)
  for (const id of ['sound', ...Object.keys(ofDatasets)]) await writeEpisodes(at('datasets'), id, 2)
  await rm(at('datasets', 'bare', 'meta.json'))
  for (const id of ['sound', ...Object.keys(ofModels)]) await writeModel(at('models', id))
  await rm(at('models', 'torch'), { recursive: true })
  await mkdir(at('models', 'torch'))
  for (const name of ['config.json', 'pytorch_model.bin'])
    await cp(join(torch, name), at('models', 'torch', name))
  const job = { kind: 'train', title: 'Train a', startedAt: 1, datasets: ['sound'], model: 'a', step: 0 }
  for (const id of ['train-0000000a-0001', 'train-0000000b-0002'])
    await write(
      at('.staging', id, 'job.json'),
      JSON.stringify({ ...job, config: trainingConfig, history: [] }),
    )
  for (const [id, seed] of [
    ['1-0000000a', 1],
    ['2-0000000b', 2],
  ] as const) {
    const episode = makeEpisode(seed)
    const journal = await Journal.create(`${id}.journal`, new NodeFiles(at('.journals')), episode)
    await journal.append({ ...episode, actors: undefined, firstStep: 0 })
  }
  await writeFile(at('settings.json'), '{"a": 1}')
  await writeFile(at('.host.json'), '{"port": 1234}')
  const root = await builtPackage()
  await writeFile(join(root, 'levels', 'spoilt.json'), '{}')
  return {
    library: folder,
    root,
    spoilt: [
      ...Object.entries(ofDatasets).map(([id, file]) => at('datasets', id, file)),
      ...Object.entries(ofModels).map(([id, file]) => at('models', id, file)),
      at('.staging', 'train-0000000b-0002', 'job.json'),
      at('.journals', '2-0000000b.journal'),
      at('settings.json'),
      at('.host.json'),
      join(root, 'levels', 'spoilt.json'),
    ],
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** The answer, if it comes in time and in words. */
async function answer<T>(what: string, asked: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: no answer within ${LIMIT} ms`)), LIMIT)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The longest that this thread did nothing else, in milliseconds, until the function returned is called. */
function stalls(): () => number {
  let [longest, last] = [0, performance.now()]
  const look = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  const timer = setInterval(look, 10)
  return () => {
    clearInterval(timer)
    look()
    return longest
  }
}

/** Everything that the host is asked by itself when the app opens. */
async function askAll(options: { library: string; root: string }) {
  const longest = stalls()
  const { call, log } = await answer('the start', openTestHost(options))
  const list = await answer('library.list', call('library.list', {}))
  const levels = await answer('levels.list', call('levels.list', {}))
  const settings = await answer('settings.get', call('settings.get', {}))
  const pending = await answer('recording.pending', call('recording.pending', {}))
  const jobs = await answer('jobs.list', call('jobs.list', {}))
  const port = await answer('the last port', readLastPort(options.library))
  for (const id of Object.keys(ofDatasets)) {
    const episodes = call('library.episodes', { id }).catch((error: Error) => error.message)
    expect(await answer(`the episodes of ${id}`, episodes)).toEqual(expect.anything())
  }
  expect(longest()).toBeLessThan(LONGEST_STALL)
  return { list, levels, settings, pending, jobs, port, log }
}

const erroneous = (entries: { id: string; error?: string }[]) =>
  Object.fromEntries(entries.filter(({ error }) => error !== undefined).map(({ id, error }) => [id, error]))

describe.skipIf(process.platform === 'win32')('where a file of the library is', () => {
  it.each(faults)('%s, it is refused in words and the rest goes on', async (_, spoil) => {
    const { spoilt, ...options } = await library()
    for (const path of spoilt) {
      await rm(path)
      await spoil(path)
    }
    const { list, levels, settings, pending, jobs, port, log } = await askAll(options)

    for (const kind of ['datasets', 'models'] as const)
      expect(list[kind].find(({ id }) => id === 'sound')?.error, kind).toBeUndefined()
    const wrong = { ...erroneous(list.datasets), ...erroneous(list.models) }
    // Any text is a card.
    const { card: _card, ...read } = ofModels
    expect(Object.keys(wrong)).toEqual(
      expect.arrayContaining([...Object.keys(ofDatasets), ...Object.keys(read)]),
    )
    for (const [id, error] of Object.entries(wrong)) {
      expect(error, id).toMatch(new RegExp(`^${id}[/: ][^\n]{10,500}$`))
      expect(error, id).not.toMatch(/internal|undefined|call stack|EACCES|errno/)
    }
    expect(levels.find(({ id }) => id === 'sprint')?.error).toBeUndefined()
    expect(settings).toEqual(expect.any(Object))
    expect(pending.map(({ recordingId }) => recordingId)).toEqual(['1-0000000a'])
    expect(jobs.map(({ id }) => id)).toEqual(['train-0000000a-0001'])
    expect(port).toBeUndefined()
    for (const line of log) expect(line.length).toBeLessThan(1000)
  })

  it('mutated anywhere, everything is still answered', async () => {
    const random = createGenerator(5)
    const { spoilt, ...options } = await library()
    for (const path of spoilt) {
      const bytes = await readFile(path)
      for (let n = 0; n < 8; n++) bytes[random.integer(bytes.length)] = random.integer(256)
      await writeFile(path, bytes)
    }
    const { list } = await askAll(options)
    expect(list.datasets.find(({ id }) => id === 'sound')?.error).toBeUndefined()
    expect(list.models.find(({ id }) => id === 'sound')?.error).toBeUndefined()
  })

  it('in a folder without an end, only its entry is refused', async () => {
    const { spoilt: _, ...options } = await library()
    const folder = join(options.library, 'models', 'config', 'many')
    await mkdir(folder)
    execFileSync('sh', ['-c', 'seq 6000 | xargs touch'], { cwd: folder })
    const deep = join(options.library, 'models', 'gaitway', ...Array<string>(20).fill('deep'))
    await mkdir(deep, { recursive: true })
    await symlink('..', join(options.library, 'models', 'weights', 'circle'))
    const { list } = await askAll(options)
    expect(erroneous(list.models)).toEqual({
      config: 'config holds more than 5000 files',
      gaitway: 'gaitway has folders within folders, more than 8 deep',
    })
  })
})
