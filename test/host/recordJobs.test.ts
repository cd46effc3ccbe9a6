import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../src/host/contract.js'
import {
  openTestHost,
  type OpenedHost,
  readText,
  temporaryFolder,
  temporaryPackage,
} from './temporaryLibrary.js'

const batch: Input<'record.start'> = {
  envId: 'Gaitway/Hopper-v0',
  policy: 'random',
  episodes: 6,
  skill: [0, 100],
  noise: 0.1,
  seed: 40,
  level: '',
  dataset: 'random-hops',
}

const episodesOf = async ({ call }: OpenedHost, id = 'random-hops') => {
  const summaries = await call('library.episodes', { id })
  return Promise.all(summaries.map(({ index }) => call('library.episode', { id, index })))
}

describe('a batch of scripted episodes', () => {
  it('is recorded as a job and becomes a dataset', async () => {
    const opened = await openTestHost()
    const { call, host, events } = opened
    const job = await call('record.start', batch)
    expect(job).toMatchObject({ kind: 'record', title: 'Record random-hops', state: 'running' })
    await opened.jobState(job.id, 'done')
    expect((await call('jobs.list', {}))[0]).toMatchObject({
      state: 'done',
      progress: 1,
      message: '6 episodes',
      result: 'random-hops',
    })
    const progress = events.flatMap(({ event, data }) => (event === 'job' ? [data.progress] : []))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    const episodes = await episodesOf(opened)
    expect(episodes.map(({ seed, controller }) => `${seed} ${controller}`)).toEqual(
      [40, 41, 42, 43, 44, 45].map((seed) => `${seed} random`),
    )
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
    const card = await readText(join(host.library, 'datasets', 'random-hops', 'README.md'))
    expect(card).toMatch('Episodes of `Gaitway/Hopper-v0` by the policy `random`, noise of deviation 0.1')
    expect(card).toMatch(/simulated by gaitway 1\.2\.3, rapier3d \d/)
  })

  it('is made in a level where one is named', async () => {
    const root = await temporaryPackage()
    await writeFile(
      join(root, 'levels', 'hill.json'),
      '{"name": "Hill", "rules": {"timeLimit": 60}, "terrain": [{"type": "slope", "length": 5, "rise": 0.4}]}',
    )
    const opened = await openTestHost({ root })
    const job = await opened.call('record.start', { ...batch, episodes: 1, level: 'hill' })
    await opened.jobState(job.id, 'done')
    const [{ level, envOptions }] = await episodesOf(opened)
    expect(level).toBe('hill')
    expect(envOptions).toEqual({
      level: { name: 'Hill', terrain: [{ type: 'slope', length: 5, rise: 0.4 }] },
    })
  })

  it('does not begin with what cannot be recorded, and leaves nothing behind', async () => {
    const { call, host } = await openTestHost()
    const start = (change: Partial<typeof batch>) => call('record.start', { ...batch, ...change })
    await expect(start({ envId: 'Gaitway/Horse-v0' })).rejects.toThrow('no environment Gaitway/Horse-v0')
    await expect(start({ policy: 'expert' })).rejects.toThrow('no policy expert')
    await expect(start({ level: 'moon' })).rejects.toThrow('there is no level moon; there are sprint')
    await expect(start({ level: 'sprint' })).rejects.toThrow('levels/sprint.json: rules')
    await expect(start({ skill: [0, 101] })).rejects.toThrow('skill')
    await expect(start({ dataset: 'No Way' })).rejects.toThrow('dataset')
    await expect(start({ dataset: 'shipped-runs' })).rejects.toThrow(
      'use another name, such as shipped-runs-2',
    )
    expect(await call('jobs.list', {})).toEqual([])
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
  })

  it('starts once when the button is pressed twice', async () => {
    const opened = await openTestHost()
    const ends = await Promise.allSettled([
      opened.call('record.start', batch),
      opened.call('record.start', batch),
    ])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [job] = await opened.call('jobs.list', {})
    await opened.jobState(job.id, 'done')
  })

  it('that is cancelled leaves no dataset, and its name free', async () => {
    const opened = await openTestHost()
    const { call, host } = opened
    const job = await call('record.start', { ...batch, episodes: 2000 })
    await call('jobs.cancel', { jobId: job.id })
    expect((await call('jobs.list', {}))[0].state).toBe('cancelled')
    expect(await readdir(join(host.library, 'datasets'))).toEqual([])
    expect(await readdir(join(host.library, '.staging'))).toEqual([])
    const again = await call('record.start', { ...batch, episodes: 1 })
    await opened.jobState(again.id, 'done')
  })

  it('can be finished early with what it has', async () => {
    const opened = await openTestHost()
    const { call } = opened
    const job = await call('record.start', { ...batch, episodes: 2000 })
    await opened.jobState(job.id, /^[1-9]\d* of 2000 episodes$/)
    await call('record.finish', { jobId: job.id })
    await opened.jobState(job.id, 'done')
    const count = (await call('library.episodes', { id: 'random-hops' })).length
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(2000)
    await expect(call('record.finish', { jobId: job.id })).rejects.toThrow('it has ended')
  })
})

describe('a batch that is interrupted', () => {
  it('goes on at the next start, to the very same episodes', async () => {
    const uninterrupted = await openTestHost()
    const whole = await uninterrupted.call('record.start', batch)
    await uninterrupted.jobState(whole.id, 'done')
    const expected = await episodesOf(uninterrupted)

    const library = join(await temporaryFolder(), 'library')
    const first = await openTestHost({ library })
    const { id: jobId } = await first.call('record.start', batch)
    await first.jobState(jobId, /^[1-5] of 6/)
    await first.host.close()
    // A crash would leave the last episode half written.
    const folder = join(library, '.staging', jobId, 'episodes')
    const [episode] = await readdir(folder)
    await writeFile(join(folder, '000005.journal'), 'half')

    const opened = await openTestHost({ library })
    expect(await opened.call('jobs.list', {})).toMatchObject([
      {
        id: jobId,
        state: 'paused',
        message: expect.stringMatching(/^Gaitway was closed after [1-5] of 6 episodes$/),
      },
    ])
    await rm(join(folder, episode))
    await opened.call('record.resume', { jobId })
    await opened.jobState(jobId, 'done')
    expect(await episodesOf(opened)).toEqual(expected)
  })

  it('can be finished or thrown away instead', async () => {
    const library = join(await temporaryFolder(), 'library')
    const first = await openTestHost({ library })
    const { id: jobId } = await first.call('record.start', { ...batch, episodes: 2000 })
    await first.jobState(jobId, /^[1-9]\d* of 2000/)
    await first.host.close()

    const opened = await openTestHost({ library })
    await opened.call('jobs.cancel', { jobId })
    expect(await readdir(join(library, '.staging'))).toEqual([])
    expect(await readdir(join(library, 'datasets'))).toEqual([])
  })
})
