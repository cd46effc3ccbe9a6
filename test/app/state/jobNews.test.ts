import { signal } from '@preact/signals'
import { beforeEach, describe, expect, it } from 'vitest'
import { announceJobs } from '../../../src/app/state/jobNews.js'
import { JobsStore } from '../../../src/app/state/jobsStore.js'
import type { Place, Route } from '../../../src/app/state/route.js'
import { Toasts } from '../../../src/app/state/toasts.js'
import { job } from '../entries.js'
import { FakeHost } from '../fakeHost.js'

describe('announceJobs', () => {
  const route = signal<Route>({ place: 'play', params: {} })
  let jobs: JobsStore
  let toasts: Toasts
  const news = () => toasts.shown.value.map(({ message }) => message)

  beforeEach(() => {
    route.value = { place: 'play', params: {} }
    jobs = new JobsStore(new FakeHost({}))
    toasts = new Toasts()
    const go = (place: Place, params = {}) => {
      route.value = { place, params }
    }
    announceJobs(jobs, toasts, { route, go })
  })

  it('tells what went wrong while the user was elsewhere', () => {
    jobs.put(job('push-1', { kind: 'push', title: 'Push runs' }))
    jobs.put(job('push-1', { kind: 'push', title: 'Push runs', state: 'failed', message: 'no network' }))
    expect(news()).toEqual(['Push runs: no network'])
  })

  it('leads to what was made', () => {
    jobs.put(job('record-1', { kind: 'record', title: 'Record gaits' }))
    jobs.put(job('record-1', { kind: 'record', title: 'Record gaits', state: 'done', result: 'gaits' }))
    expect(news()).toEqual(['Record gaits: done.'])
    void toasts.shown.value[0].action!.run()
    expect(route.value).toEqual({ place: 'library', params: { dataset: 'gaits' } })
  })

  it('leads to the Skill page of what was calibrated, unless that is open', () => {
    const calibration = { kind: 'calibrate', title: 'Calibrate my-cheetah', subject: 'cheetah' } as const
    jobs.put(job('calibrate-1', calibration))
    jobs.put(job('calibrate-1', { ...calibration, state: 'done', result: 'my-cheetah' }))
    void toasts.shown.value[0].action!.run()
    expect(route.value).toEqual({ place: 'library', params: { model: 'my-cheetah', view: 'skill' } })
    route.value = { place: 'library', params: { model: 'cheetah', view: 'skill' } }
    jobs.put(job('calibrate-2', calibration))
    jobs.put(job('calibrate-2', { ...calibration, state: 'done', result: 'my-cheetah' }))
    expect(news()).toHaveLength(1)
  })

  it('says nothing of what is in sight, was stopped by hand, or had ended before', () => {
    route.value = { place: 'record', params: {} }
    jobs.put(job('record-1', { kind: 'record' }))
    jobs.put(job('record-1', { kind: 'record', state: 'done' }))
    jobs.put(job('push-1', { kind: 'push' }))
    jobs.put(job('push-1', { kind: 'push', state: 'cancelled' }))
    jobs.put(job('push-2', { kind: 'push', state: 'done' }))
    jobs.put(job('push-2', { kind: 'push', state: 'done', message: 'again' }))
    expect(news()).toEqual([])
  })
})
