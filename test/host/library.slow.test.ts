import { cp, mkdir, readdir, readFile, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lockOf } from '../../src/platform/nodeLeftovers.js'
import { takeLock } from '../../src/platform/nodeLock.js'
import {
  makeEpisode,
  openTestHost,
  temporaryFolder,
  trainingConfig,
  writeEpisodes,
  writeModel,
} from './temporaryLibrary.js'

describe('a library', () => {
  it('is made where it is not there yet, with the shipped entries beside it', async () => {
    const library = join(await temporaryFolder(), 'deep', 'Gaitway')
    const { call, host } = await openTestHost({ library })
    expect(await call('app.info', {})).toEqual({
      version: '1.2.3',
      desktop: false,
      libraryFolder: host.library,
    })
    const { datasets, models } = await call('library.list', {})
    expect(datasets).toMatchObject([{ id: 'shipped-runs', shipped: true, episodes: 2, steps: 10 }])
    expect(models).toMatchObject([
      {
        id: 'cheetah',
        title: 'A small cheetah',
        shipped: true,
        envId: 'Gaitway/HalfCheetah-v0',
        trainedSteps: 40,
        finalLoss: 0.25,
        targetRange: [100, 5000],
      },
    ])
    expect(models[0].parameters).toBeGreaterThan(1000)
  })

  it('lists the datasets of the user with their figures, newest first', async () => {
    const { call, host } = await openTestHost()
    await writeEpisodes(join(host.library, 'datasets'), 'first', 3)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await writeEpisodes(join(host.library, 'datasets'), 'second', 4)
    const { datasets } = await call('library.list', {})
    expect(datasets.map(({ id }) => id)).toEqual(['second', 'first', 'shipped-runs'])
    const [{ controllers, envId, bytes, returns, histogram, error }] = datasets
    expect({ controllers, envId, error }).toEqual({
      controllers: ['scripted:test'],
      envId: 'Gaitway/HalfCheetah-v0',
      error: undefined,
    })
    expect(bytes).toBeGreaterThan(1000)
    expect(returns.min).toBeLessThan(returns.max)
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4)
  })

  it('gives the episodes of a dataset, and one of them to be watched', async () => {
    const { call } = await openTestHost()
    const episodes = await call('library.episodes', { id: 'shipped-runs' })
    expect(episodes).toMatchObject([
      { index: 0, seed: 0, length: 5, controller: 'scripted:test', terminated: false, truncated: true },
      { index: 1, seed: 1 },
    ])
    const episode = await call('library.episode', { id: 'shipped-runs', index: 1 })
    const original = makeEpisode(1)
    expect(Float32Array.from(episode.observations)).toEqual(original.observations)
    expect(Float32Array.from(episode.actions)).toEqual(original.actions)
    expect(episode.return).toBe(episodes[1].return)
    await expect(call('library.episode', { id: 'shipped-runs', index: 2 })).rejects.toThrow(
      'there is no episode 2',
    )
    await expect(call('library.episodes', { id: 'nowhere' })).rejects.toThrow('there is no dataset nowhere')
  })

  it('shows broken entries with what is wrong, and everything else beside them', async () => {
    const { call, host } = await openTestHost()
    const datasets = join(host.library, 'datasets')
    await writeEpisodes(datasets, 'sound', 2)
    await writeEpisodes(datasets, 'cut', 2)
    await truncate(join(datasets, 'cut', 'data', 'train-00000-of-00001.parquet'), 600)
    await writeEpisodes(datasets, 'no-json', 2)
    await writeFile(join(datasets, 'no-json', 'meta.json'), '{')
    await mkdir(join(datasets, 'empty'))
    await mkdir(join(datasets, 'My old runs'))
    await mkdir(join(datasets, '.hidden'))
    await writeFile(join(datasets, 'a-file'), 'x')
    await writeModel(join(host.library, 'models', 'cut'))
    await truncate(join(host.library, 'models', 'cut', 'model.safetensors'), 100)

    const list = await call('library.list', {})
    const errors = Object.fromEntries(list.datasets.map(({ id, error }) => [id, error]))
    expect(Object.keys(errors).sort()).toEqual([
      'My old runs',
      'cut',
      'empty',
      'no-json',
      'shipped-runs',
      'sound',
    ])
    expect(errors.sound).toBeUndefined()
    expect(errors.cut).toMatch('cut/data/train-00000-of-00001.parquet')
    expect(errors['no-json']).toMatch('meta.json')
    expect(errors.empty).toBeTruthy()
    expect(list.models.find(({ id }) => id === 'cut')).toMatchObject({
      error: expect.stringMatching(/model\.safetensors/),
      parameters: 0,
    })
  })

  it('notices what other programs change, and reads nothing twice', async () => {
    const { call, host } = await openTestHost()
    const folder = join(host.library, 'datasets', 'runs')
    await writeEpisodes(join(host.library, 'datasets'), 'runs', 2)
    const own = async () => (await call('library.list', {})).datasets.filter(({ shipped }) => !shipped)
    expect(await own()).toMatchObject([{ id: 'runs', episodes: 2 }])
    // Other bytes under the old size and time would be noticed only by reading them again.
    const meta = join(folder, 'meta.json')
    await utimes(meta, 1e9, 1e9)
    const [before] = await own()
    await writeFile(meta, (await readFile(meta, 'utf8')).replace('runs', 'walk'))
    await utimes(meta, 1e9, 1e9)
    expect((await own())[0]).toEqual(before)

    await rename(folder, join(host.library, 'datasets', 'moved'))
    expect(await own()).toMatchObject([{ id: 'moved', episodes: 2 }])
    await writeEpisodes(join(host.library, 'datasets'), 'runs', 3)
    expect((await own()).find(({ id }) => id === 'runs')?.episodes).toBe(3)
  })

  it('hears of what other programs put into it', async () => {
    const { host, events } = await openTestHost()
    await writeModel(join(host.library, 'models', 'from-the-command-line'))
    await expect.poll(() => events).toContainEqual({ event: 'library', data: { kind: 'models' } })
    expect(events).not.toContainEqual({ event: 'library', data: { kind: 'datasets' } })
  })

  it('takes a link to a folder elsewhere as an entry', async () => {
    const { call, host } = await openTestHost()
    const elsewhere = await temporaryFolder()
    await writeEpisodes(elsewhere, 'big', 2)
    await symlink(join(elsewhere, 'big'), join(host.library, 'datasets', 'big'))
    expect((await call('library.list', {})).datasets).toContainEqual(
      expect.objectContaining({ id: 'big', episodes: 2 }),
    )
  })

  it('is open in one host at a time, and free again when that one closes', async () => {
    const first = await openTestHost()
    await expect(openTestHost({ library: first.host.library })).rejects.toThrow(
      /is open in another Gaitway \(process \d+\): .*--library DIR/,
    )
    await first.host.close()
    await openTestHost({ library: first.host.library })
  })

  it('is open in one host at a time wherever that keeps its temporary files', async () => {
    const first = await openTestHost()
    vi.stubEnv('TMPDIR', await temporaryFolder())
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(openTestHost({ library: first.host.library })).rejects.toThrow('is open in another Gaitway')
    await first.host.close()
    expect(await readdir(first.host.library)).not.toContain('.lock')
  })

  it('is cleared of what a kill left half written, but for what a command writes now', async () => {
    const library = join(await temporaryFolder(), 'library')
    const left = 'job.json.0123456789ab.tmp'
    const elsewhere = await temporaryFolder()
    await writeFile(join(elsewhere, left), 'mine')
    const folders = [
      '',
      '.journals',
      '.staging/train-01234567-89ab/checkpoint/training',
      'models/done',
      'models/now',
    ]
    for (const folder of folders) {
      await mkdir(join(library, folder), { recursive: true })
      await writeFile(join(library, folder, left), 'half')
    }
    await symlink(elsewhere, join(library, 'models', 'link'))
    const release = await takeLock(lockOf(join(library, 'models', 'now')), {
      doing: 'training',
      refusal: () => 'in use',
    })
    await openTestHost({ library })
    await release()
    const here = async (folder: string) => (await readdir(join(library, folder))).includes(left)
    expect(await Promise.all(folders.map(here))).toEqual([false, false, false, false, true])
    expect(await readdir(elsewhere)).toEqual([left])
  })

  it('says so when its folder cannot be made', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(openTestHost({ library: join(folder, 'file', 'library') })).rejects.toThrow('--library DIR')
  })
})

describe('deleting', () => {
  it('moves an entry to the trash; undo brings it back as it was', async () => {
    const { call, host, events } = await openTestHost()
    const datasets = join(host.library, 'datasets')
    await writeEpisodes(datasets, 'runs', 2)
    const before = await call('library.episodes', { id: 'runs' })
    const { undoToken } = await call('library.remove', { kind: 'datasets', id: 'runs' })
    expect(await readdir(datasets)).toEqual([])
    expect(await readdir(join(host.library, '.trash'))).toHaveLength(1)
    expect(events).toContainEqual({ event: 'library', data: { kind: 'datasets' } })

    expect(await call('library.restore', { undoToken })).toEqual({ kind: 'datasets', id: 'runs' })
    expect(await call('library.episodes', { id: 'runs' })).toEqual(before)
    await expect(call('library.restore', { undoToken })).rejects.toThrow('can no longer be undone')
  })

  it('never overwrites what was made under the name since', async () => {
    const { call, host } = await openTestHost()
    const datasets = join(host.library, 'datasets')
    await writeEpisodes(datasets, 'runs', 2)
    const { undoToken } = await call('library.remove', { kind: 'datasets', id: 'runs' })
    await writeEpisodes(datasets, 'runs', 3)
    await expect(call('library.restore', { undoToken })).rejects.toThrow('has been made anew since')
    expect(await call('library.episodes', { id: 'runs' })).toHaveLength(3)
  })

  it('is refused for what ships with Gaitway, and for what is not there', async () => {
    const { call } = await openTestHost()
    await expect(call('library.remove', { kind: 'models', id: 'cheetah' })).rejects.toThrow(
      'ships with Gaitway',
    )
    await expect(call('library.remove', { kind: 'models', id: 'nothing' })).rejects.toThrow(
      'there is no model',
    )
  })

  it('is refused while a training reads it', async () => {
    const { call, host } = await openTestHost()
    await writeEpisodes(join(host.library, 'datasets'), 'runs', 2)
    const job = await call('train.start', { datasets: ['runs'], model: 'mine', config: trainingConfig })
    await expect(call('library.remove', { kind: 'datasets', id: 'runs' })).rejects.toThrow(
      'runs cannot be deleted while Train mine needs it',
    )
    await call('jobs.cancel', { jobId: job.id })
    await call('library.remove', { kind: 'datasets', id: 'runs' })
  })

  it('is for good only after a week', async () => {
    const library = join(await temporaryFolder(), 'library')
    const first = await openTestHost({ library })
    await writeEpisodes(join(library, 'datasets'), 'runs', 2)
    await first.call('library.remove', { kind: 'datasets', id: 'runs' })
    const trash = join(library, '.trash')
    const [name] = await readdir(trash)
    const longAgo = name.replace(/^\d+/, String(Date.now() - 8 * 24 * 3600 * 1000))
    await cp(join(trash, name), join(trash, longAgo), { recursive: true })
    await first.host.close()

    const second = await openTestHost({ library })
    await second.host.close()
    expect(await readdir(trash)).toEqual([name])
  })
})
