import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  modelFiles,
  openTestHost,
  type OpenedHost,
  readText,
  temporaryFolder,
  trainingConfig as config,
  upload,
  writeEpisodes,
  writeModel,
} from './temporaryLibrary.js'

const start = ({ call }: OpenedHost, model = 'mine', window = 'window') =>
  call('train.start', { datasets: ['shipped-runs'], model, config }, window)

const report = (
  { call }: OpenedHost,
  jobId: string,
  step: number,
  window = 'window',
  state = 'running' as const,
) => call('train.report', { jobId, step, loss: 1 / step, stepsPerSecond: 12.5, state, message: '' }, window)

describe('a training', () => {
  it('is executed by the window, and ends as a model in the library', async () => {
    const opened = await openTestHost()
    const { call, host, events } = opened
    const job = await start(opened)
    expect(job).toMatchObject({ kind: 'train', title: 'Train mine', state: 'running', progress: 0 })

    await report(opened, job.id, 50)
    expect((await call('jobs.list', {}))[0]).toMatchObject({
      state: 'running',
      progress: 0.5,
      message: 'step 50 of 100, loss 0.0200, 12.5 steps/s',
    })
    await upload(host, job.id, modelFiles(0.5))
    await call('train.checkpoint', { jobId: job.id, step: 50 })
    await report(opened, job.id, 100)
    await upload(host, job.id, modelFiles(0.75))
    const model = await call('train.commit', { jobId: job.id })
    expect(model).toMatchObject({
      id: 'mine',
      title: 'A small cheetah',
      shipped: false,
      targetRange: [100, 5000],
    })

    const folder = join(host.library, 'models', 'mine')
    for (const [name, bytes] of modelFiles(0.75))
      expect(await readText(join(folder, name)), name).toBe(new TextDecoder().decode(bytes))
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
    expect((await call('jobs.list', {}))[0]).toMatchObject({ state: 'done', progress: 1, result: 'mine' })
    expect(events).toContainEqual({ event: 'library', data: { kind: 'models' } })
  })

  it('keeps the curve for a window that comes later', async () => {
    const opened = await openTestHost()
    const { id: jobId } = await start(opened)
    for (let step = 1; step <= 5000; step++) await report(opened, jobId, step)
    const curve = await opened.call('train.history', { jobId })
    expect(curve.length).toBeGreaterThan(1000)
    expect(curve.length).toBeLessThanOrEqual(2000)
    expect(curve[0]).toEqual({ step: 1, loss: 1 })
    expect(curve.map(({ step }) => step)).toEqual(curve.map(({ step }) => step).sort((a, b) => a - b))
  })

  it('does not begin without usable datasets and a free name', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    await writeModel(join(host.library, 'models', 'mine'))
    await expect(start(opened)).rejects.toThrow(
      'there is a model mine already; use another name, such as mine-2',
    )
    await expect(start(opened, 'cheetah')).rejects.toThrow('such as cheetah-2')
    const other = (datasets: string[]) => call('train.start', { datasets, model: 'new', config })
    await expect(other(['nothing'])).rejects.toThrow('there is no dataset nothing')
    await expect(other([])).rejects.toThrow('choose at least one dataset')
    await writeEpisodes(join(host.library, 'datasets'), 'broken', 1)
    await writeFile(join(host.library, 'datasets', 'broken', 'meta.json'), '{')
    await expect(other(['broken'])).rejects.toThrow('the dataset broken cannot be used')
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
  })

  it('starts once when the button is pressed twice', async () => {
    const opened = await openTestHost()
    const ends = await Promise.allSettled([start(opened), start(opened)])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await opened.call('jobs.list', {})).toHaveLength(1)
    await expect(start(opened)).rejects.toThrow(
      'Train mine is making mine already; wait for it, or use mine-2',
    )
  })

  it('is not committed before there is a checkpoint, nor with one that cannot be loaded', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const { id: jobId } = await start(opened)
    await expect(call('train.commit', { jobId })).rejects.toThrow('no checkpoint has been uploaded yet')
    await expect(call('train.checkpoint', { jobId, step: 5 })).rejects.toThrow('no files of a checkpoint')

    const cut = modelFiles()
    cut.set('model.safetensors', cut.get('model.safetensors')!.subarray(0, 200))
    await upload(host, jobId, cut)
    await expect(call('train.commit', { jobId })).rejects.toThrow('model.safetensors')
    const bare = modelFiles()
    bare.delete('gaitway.json')
    await upload(host, jobId, bare)
    expect(await readdir(join(host.library, 'models'))).toEqual([])

    await upload(host, jobId, modelFiles())
    await call('train.commit', { jobId })
    expect(await readdir(join(host.library, 'models'))).toEqual(['mine'])
  })

  it('keeps its last whole checkpoint when the next one cannot be loaded', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const { id: jobId } = await start(opened)
    await upload(host, jobId, modelFiles(0.5))
    await call('train.checkpoint', { jobId, step: 50 })
    await upload(host, jobId, new Map([['config.json', new TextEncoder().encode('{"state_dim": 3}')]]))
    await expect(call('train.checkpoint', { jobId, step: 60 })).rejects.toThrow()
    const { step } = await call('train.resume', { jobId })
    expect(step).toBe(50)
  })

  it('that is cancelled leaves the library as it was, and lies in the trash for a week', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const { id: jobId } = await start(opened)
    await upload(host, jobId, modelFiles())
    await call('jobs.cancel', { jobId })
    await call('jobs.cancel', { jobId })
    expect((await call('jobs.list', {}))[0].state).toBe('cancelled')
    await expect(report(opened, jobId, 51)).rejects.toThrow('it has ended or was cancelled')
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
    expect(await readdir(join(host.library, '.trash'))).toHaveLength(1)
    await start(opened)
    await call('jobs.dismiss', { jobId })
    expect(await call('jobs.list', {})).toHaveLength(1)
  })
})

describe('a training whose window goes away', () => {
  it('is paused at its last checkpoint, and any window can take it up', async () => {
    const opened = await openTestHost({ graceMs: 0 })
    const { call, host } = opened
    const leave = host.windowHere('one')
    const { id: jobId } = await start(opened, 'mine', 'one')
    await report(opened, jobId, 50, 'one')
    await upload(host, jobId, modelFiles(0.5))
    await call('train.checkpoint', { jobId, step: 50 }, 'one')
    await report(opened, jobId, 60, 'one')
    // Half of the next checkpoint.
    await upload(host, jobId, new Map([['model.safetensors', new Uint8Array(5)]]))
    await expect(call('train.resume', { jobId }, 'two')).rejects.toThrow('is running in another window')
    leave()
    await opened.jobState(jobId, 'paused')
    expect((await call('jobs.list', {}))[0].message).toMatch('it can go on from its checkpoint at step 50')

    const resumed = await call('train.resume', { jobId }, 'two')
    expect(resumed).toMatchObject({ datasets: ['shipped-runs'], model: 'mine', config, step: 50 })
    expect(resumed.files.sort()).toEqual([...modelFiles().keys()].sort())
    const url = `http://127.0.0.1/blob/staging/${jobId}/model.safetensors`
    const stored = await (await host.blobs(new Request(url))).arrayBuffer()
    expect(new Uint8Array(stored)).toEqual(modelFiles(0.5).get('model.safetensors'))
    expect(await call('train.history', { jobId })).toEqual([{ step: 50, loss: 1 / 50 }])
    await expect(report(opened, jobId, 61, 'one')).rejects.toThrow('goes on in another window')
    await report(opened, jobId, 51, 'two')
    await call('train.commit', { jobId }, 'two')
  })

  it('takes itself back when the window was only cut off', async () => {
    const opened = await openTestHost({ graceMs: 0 })
    const leave = opened.host.windowHere('one')
    const { id: jobId } = await start(opened, 'mine', 'one')
    leave()
    await opened.jobState(jobId, 'paused')
    await report(opened, jobId, 10, 'one')
    expect((await opened.call('jobs.list', {}))[0].state).toBe('running')
  })

  it('waits for the next start of the host too', async () => {
    const library = join(await temporaryFolder(), 'library')
    const first = await openTestHost({ library })
    const { id: jobId } = await start(first)
    await report(first, jobId, 50)
    await upload(first.host, jobId, modelFiles(0.5))
    await first.call('train.checkpoint', { jobId, step: 50 })
    await first.host.close()

    const opened = await openTestHost({ library })
    expect(await opened.call('jobs.list', {})).toMatchObject([
      {
        id: jobId,
        title: 'Train mine',
        state: 'paused',
        progress: 0.5,
        message: expect.stringMatching(/Gaitway was closed/),
      },
    ])
    await expect(start(opened)).rejects.toThrow('is making mine already')
    const { step } = await opened.call('train.resume', { jobId }, 'new')
    expect(step).toBe(50)
    await opened.call('train.commit', { jobId }, 'new')
    expect(await readdir(join(library, 'models'))).toEqual(['mine'])
  })

  it('that failed can go on from its checkpoint', async () => {
    const opened = await openTestHost()
    const { id: jobId } = await start(opened)
    await upload(opened.host, jobId, modelFiles(0.5))
    await opened.call('train.checkpoint', { jobId, step: 50 })
    await opened.call('train.report', {
      jobId,
      step: 55,
      loss: 1,
      stepsPerSecond: 1,
      state: 'failed',
      message: 'the GPU was lost',
    })
    expect((await opened.call('jobs.list', {}))[0]).toMatchObject({
      state: 'failed',
      message: 'the GPU was lost',
    })
    expect((await opened.call('train.resume', { jobId })).step).toBe(50)
  })
})
