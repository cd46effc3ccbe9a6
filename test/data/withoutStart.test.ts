import { describe, expect, it } from 'vitest'
import { withoutStart } from '../../src/data/withoutStart.js'
import { makeEpisode } from './episodes.js'

describe('an episode without its start', () => {
  const appliedActions = Float32Array.from({ length: 20 }, (_, i) => i)
  const whole = makeEpisode(1, {
    length: 10,
    appliedActions,
    actors: Uint8Array.from({ length: 10 }, (_, i) => i),
  })

  it('keeps every column of the steps that are left, and how it ended', () => {
    const rest = withoutStart(whole, 7)
    expect(rest).toMatchObject({ length: 3, startStep: 7, truncated: true, seed: whole.seed })
    expect(rest.observations).toEqual(whole.observations.slice(21))
    expect(rest.actions).toEqual(whole.actions.slice(14))
    expect(rest.appliedActions).toEqual(appliedActions.slice(14))
    expect(rest.actors).toEqual(Uint8Array.of(7, 8, 9))
    expect(rest.rewards).toEqual(whole.rewards.slice(7))
    expect(rest.finalObservation).toEqual(whole.finalObservation)
  })

  it('counts from the reset, also when it is cut again', () => {
    expect(withoutStart(withoutStart(whole, 4), 2).startStep).toBe(6)
  })

  it('leaves the whole one as it is', () => {
    withoutStart(whole, 5)
    expect([whole.length, whole.rewards.length, whole.startStep]).toEqual([10, 10, undefined])
  })
})
