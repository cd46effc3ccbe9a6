import { describe, expect, it } from 'vitest'
import { JobsStore } from '../../../src/app/state/jobsStore.js'
import { job } from '../entries.js'
import { FakeHost, settled } from '../fakeHost.js'

describe('JobsStore', () => {
  it('follows the jobs that the host tells of, newest first', async () => {
    const host = new FakeHost({ 'jobs.list': () => [job('a', { startedAt: 1 })] })
    const jobs = new JobsStore(host)
    await jobs.refresh()
    host.tell({ event: 'job', data: job('b', { startedAt: 2 }) })
    host.tell({ event: 'job', data: job('a', { startedAt: 1, state: 'done', progress: 1 }) })
    expect(jobs.jobs.value.map(({ id, state }) => `${id} ${state}`)).toEqual(['b running', 'a done'])
    expect(jobs.running.value.map(({ id }) => id)).toEqual(['b'])
  })

  it('knows when the host is out of reach, and asks anew when it is back', async () => {
    let listed = [job('a')]
    const host = new FakeHost({ 'jobs.list': () => listed })
    const jobs = new JobsStore(host)
    await jobs.refresh()
    host.tell({ event: 'connection', data: { online: false } })
    expect(jobs.online.value).toBe(false)
    listed = []
    host.tell({ event: 'connection', data: { online: true } })
    await settled()
    expect(jobs.online.value).toBe(true)
    expect(jobs.jobs.value).toEqual([])
  })
})
