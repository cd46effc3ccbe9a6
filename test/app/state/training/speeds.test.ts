import { describe, expect, it } from 'vitest'
import { TrainingSpeeds } from '../../../../src/app/state/training/speeds.js'
import { FakeHost } from '../../fakeHost.js'

describe('TrainingSpeeds', () => {
  it('keeps what a training reached for the next start of the window', async () => {
    let settings: Record<string, unknown> = { trainingSpeeds: { cpu: 1e8 } }
    const host = new FakeHost({
      'settings.get': () => settings,
      'settings.set': (change) => {
        settings = { ...settings, ...change }
        return {}
      },
    })
    const first = new TrainingSpeeds(host)
    await first.load()
    await first.keep('wasm', 2e10)

    const next = new TrainingSpeeds(host)
    await next.load()
    expect(next.known.value).toEqual({ cpu: 1e8, wasm: 2e10 })
  })

  it('does without when the setting is of no use', async () => {
    const speeds = new TrainingSpeeds(
      new FakeHost({ 'settings.get': () => ({ trainingSpeeds: { wasm: 'fast' } }) }),
    )
    await speeds.load()
    expect(speeds.known.value).toEqual({})
  })
})
