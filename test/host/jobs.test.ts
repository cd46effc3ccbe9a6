import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../../src/host/contract.js'
import { Jobs } from '../../src/host/jobs.js'

const fresh = { kind: 'record', title: 'Record runs', state: 'running', progress: 0, message: '' } as const

function makeJobs() {
  const told: Job[] = []
  return { jobs: new Jobs((job) => told.push(job)), told }
}

describe('the list of jobs', () => {
  it('tells everyone of every change', () => {
    const { jobs, told } = makeJobs()
    const job = jobs.add(fresh, { cancel: () => {} })
    jobs.update(job.id, { progress: 0.5, message: 'half' })
    expect(told.map(({ progress, message }) => [progress, message])).toEqual([
      [0, ''],
      [0.5, 'half'],
    ])
    expect(jobs.list()).toEqual([told[1]])
  })

  it('has the newest first', () => {
    const { jobs } = makeJobs()
    for (const startedAt of [2, 3, 1])
      jobs.add({ ...fresh, title: String(startedAt), startedAt }, { cancel: () => {} })
    expect(jobs.list().map(({ title }) => title)).toEqual(['3', '2', '1'])
  })

  it('cancels through the owner, once', async () => {
    const { jobs } = makeJobs()
    const cancel = vi.fn()
    const { id } = jobs.add(fresh, { cancel })
    await jobs.cancel(id)
    await jobs.cancel(id)
    expect(cancel).toHaveBeenCalledOnce()
    expect(jobs.get(id).state).toBe('cancelled')
  })

  it('leaves a job that came to its end while it was being cancelled as it ended', async () => {
    const { jobs } = makeJobs()
    const { id } = jobs.add(fresh, { cancel: () => void jobs.update(id, { state: 'done' }) })
    await jobs.cancel(id)
    expect(jobs.get(id).state).toBe('done')
  })

  it('takes only jobs that have ended off the list', async () => {
    const { jobs } = makeJobs()
    const dismiss = vi.fn()
    const { id } = jobs.add(fresh, { cancel: () => {}, dismiss })
    await expect(jobs.dismiss(id)).rejects.toThrow('"Record runs" has not ended: cancel it first')
    jobs.update(id, { state: 'failed' })
    await jobs.dismiss(id)
    expect(dismiss).toHaveBeenCalledOnce()
    expect(jobs.list()).toEqual([])
    await expect(jobs.dismiss(id)).rejects.toThrow(`there is no job ${id}`)
  })

  it('forgets the oldest of many that have ended, and none that has not', () => {
    const { jobs } = makeJobs()
    const { id: running } = jobs.add(fresh, { cancel: () => {} })
    for (let i = 0; i < 150; i++) jobs.add({ ...fresh, state: 'done' }, { cancel: () => {} })
    expect(jobs.list()).toHaveLength(101)
    expect(jobs.get(running).state).toBe('running')
  })
})
