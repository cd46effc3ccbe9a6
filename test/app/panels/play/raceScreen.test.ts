import { describe, expect, it } from 'vitest'
import { raceScreen } from '../../../../src/app/panels/play/raceScreen.js'

const race = { paused: false, count: undefined, results: undefined }

describe('what lies over a race', () => {
  it('is the reason to wait while it is set up', () => {
    const screen = raceScreen({ ...race, state: { kind: 'loading', message: 'Reading the model' } })
    expect(screen).toMatchObject({
      state: 'loading',
      waiting: 'Reading the model',
      hasFoot: false,
      running: false,
    })
  })

  it('is the countdown with the keys, then the figures', () => {
    expect(raceScreen({ ...race, state: { kind: 'countdown' }, count: 3 })).toMatchObject({
      running: true,
      count: 3,
      hasFoot: true,
      hasFigures: true,
    })
    expect(raceScreen({ ...race, state: { kind: 'running' } }).count).toBeUndefined()
  })

  it('is the pause, without the number that stood still', () => {
    const screen = raceScreen({ ...race, state: { kind: 'countdown' }, count: 2, paused: true })
    expect(screen).toMatchObject({ state: 'paused', hasPausePanel: true, hasFoot: false })
    expect(screen.count).toBeUndefined()
  })

  it('is the results instead of the figures at the end', () => {
    const screen = raceScreen({ ...race, state: { kind: 'over' }, results: [] })
    expect(screen).toMatchObject({ state: 'over', results: [], hasFigures: false, running: false })
  })
})
