import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseGaitwayMeta } from '../../src/dt/gaitwayMeta.js'
import { DialCurve } from '../../src/skill/dialCurve.js'
import { openTestHost, readText, temporaryPackage, writeModel } from './temporaryLibrary.js'

/** The smallest checkpoint, told to play short episodes. */
async function packageWithShortEpisodes(): Promise<string> {
  const root = await temporaryPackage()
  await shorten(join(root, 'assets', 'models', 'cheetah'))
  return root
}

async function shorten(folder: string): Promise<void> {
  const path = join(folder, 'gaitway.json')
  const meta = JSON.parse(await readText(path)) as Record<string, unknown>
  await writeFile(path, JSON.stringify({ ...meta, horizon: 30 }))
}

const metaOf = async (folder: string) =>
  parseGaitwayMeta(JSON.parse(await readText(join(folder, 'gaitway.json'))))

describe('the calibration of a model', () => {
  it('is measured as a job and written into its gaitway.json, with all else as it was', async () => {
    const opened = await openTestHost({ root: await packageWithShortEpisodes() })
    const { call, host, events } = opened
    const folder = join(host.library, 'models', 'mine')
    await writeModel(folder)
    await shorten(folder)
    const before = await metaOf(folder)
    const listed = (await call('library.list', {})).models.find(({ id }) => id === 'mine')!
    const job = await call('calibrate.start', { model: 'mine' })
    expect(job).toMatchObject({ kind: 'calibrate', title: 'Calibrate mine', state: 'running' })
    await expect(call('library.remove', { kind: 'models', id: 'mine' })).rejects.toThrow(
      'Calibrate mine needs it',
    )
    await opened.jobState(job.id, 'done')

    const { calibration, ...rest } = await metaOf(folder)
    expect({ ...rest, calibration: undefined }).toEqual({ ...before, calibration: undefined })
    const curve = DialCurve.fromCheckpoint({ ...rest, calibration })
    expect(curve.calibration).toMatchObject({ episodes: 8, seed: 0 })
    expect(curve.calibration!.prompted).toHaveLength(13)
    expect(await readText(join(folder, 'README.md'))).toMatch('## Calibration')

    const ended = (await call('jobs.list', {}))[0]
    expect(ended).toMatchObject({ state: 'done', progress: 1, result: 'mine' })
    const progress = events.flatMap(({ event, data }) => (event === 'job' ? [data.progress] : []))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    // Windows see that the dial is another one now.
    const after = (await call('library.list', {})).models.find(({ id }) => id === 'mine')!
    expect(after.dialAt).toBeGreaterThan(listed.dialAt)
    expect(events.some(({ event }) => event === 'library')).toBe(true)
  })

  it('goes to a copy where the model is shipped', async () => {
    const root = await packageWithShortEpisodes()
    const opened = await openTestHost({ root })
    const { call, host } = opened
    const shipped = join(root, 'assets', 'models', 'cheetah')
    const before = await readText(join(shipped, 'gaitway.json'))
    await expect(call('calibrate.start', { model: 'cheetah' })).rejects.toThrow(
      'ships with Gaitway and is never written to: calibrate a copy',
    )
    await expect(call('calibrate.start', { model: 'cheetah', copy: 'cheetah' })).rejects.toThrow(
      'such as cheetah-2',
    )
    const job = await call('calibrate.start', { model: 'cheetah', copy: 'my-cheetah' })
    await opened.jobState(job.id, 'done')
    expect(await readText(join(shipped, 'gaitway.json'))).toBe(before)
    const copy = join(host.library, 'models', 'my-cheetah')
    expect((await metaOf(copy)).calibration).toBeDefined()
    expect((await call('library.list', {})).models[0]).toMatchObject({
      id: 'my-cheetah',
      title: 'my-cheetah',
      shipped: false,
    })
    expect(existsSync(join(copy, 'training'))).toBe(false)
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
  })

  it('leaves everything as it was when it is cancelled, and may begin again', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const folder = join(host.library, 'models', 'mine')
    await writeModel(folder)
    const before = await readText(join(folder, 'gaitway.json'))
    const job = await call('calibrate.start', { model: 'mine' })
    await expect(call('calibrate.start', { model: 'mine' })).rejects.toThrow('Calibrate mine needs it')
    await opened.jobState(job.id, /episode 0 of 104/)
    await call('jobs.cancel', { jobId: job.id })
    expect((await call('jobs.list', {}))[0].state).toBe('cancelled')
    expect(await readText(join(folder, 'gaitway.json'))).toBe(before)
    const again = await call('calibrate.start', { model: 'mine' })
    await host.close()
    expect(again.state).toBe('running')
    expect(await readText(join(folder, 'gaitway.json'))).toBe(before)
  })

  it('refuses what is not there or cannot be used', async () => {
    const { call } = await openTestHost()
    await expect(call('calibrate.start', { model: 'nobody' })).rejects.toThrow('no model nobody')
  })
})
