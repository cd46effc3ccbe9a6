import { describe, expect, it } from 'vitest'
import { freeName, lastCalibration } from '../../../../../src/app/panels/library/skill/calibrating.js'
import { job } from '../../../entries.js'

describe('the calibration of a model', () => {
  it('is the one started last, of this model', () => {
    const of = (id: string, subject: string, startedAt: number) =>
      job(id, { kind: 'calibrate', subject, startedAt })
    const jobs = [of('a', 'mine', 1), of('b', 'mine', 3), of('c', 'other', 5), job('mine', { startedAt: 9 })]
    expect(lastCalibration(jobs, 'mine')!.id).toBe('b')
    expect(lastCalibration(jobs, 'nobody')).toBeUndefined()
  })

  it('suggests a free name for a copy', () => {
    const models = [{ id: 'my-cheetah' }, { id: 'my-cheetah-2' }]
    expect(freeName('my-hopper', models)).toBe('my-hopper')
    expect(freeName('my-cheetah', models)).toBe('my-cheetah-3')
  })
})
