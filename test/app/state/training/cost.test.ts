import { describe, expect, it } from 'vitest'
import { operationsPerStep, roughly, trainingSeconds } from '../../../../src/app/state/training/cost.js'
import { configOf } from '../../../../src/app/panels/train/plan.js'

describe('operationsPerStep', () => {
  it('is 14.7 billion for the published sizes, as counted in the running model', () => {
    expect(operationsPerStep(configOf('medium')) / 1e9).toBeCloseTo(14.7, 1)
  })
})

describe('trainingSeconds', () => {
  it('is work over speed', () => {
    const config = { ...configOf('medium'), steps: 100 }
    expect(trainingSeconds(config, operationsPerStep(config) * 2)).toBeCloseTo(50, 10)
  })
})

describe('roughly', () => {
  it.each([
    [10, 'under a minute'],
    [65, 'about a minute'],
    [250, 'about 4 minutes'],
    [3500, 'about an hour'],
    [9000, 'about 3 hours'],
    [86_400 * 5, 'about 5 days'],
  ])('%d s is %s', (seconds, words) => expect(roughly(seconds)).toBe(words))
})
