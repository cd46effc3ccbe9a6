import { expect, it } from 'vitest'
import { raceKey } from '../../../../src/app/panels/play/raceKeys.js'

it('gives keys that the runner does not need a meaning', () => {
  expect(raceKey('Escape', 2)).toEqual({ does: 'pause' })
  expect(raceKey('KeyC', 2)).toEqual({ does: 'camera' })
  expect(raceKey('Digit2', 2)).toEqual({ does: 'follow', lane: 1 })
})

it('leaves all others alone, and the numbers of lanes that nobody has', () => {
  expect(['Digit3', 'Digit0', 'Digit7', 'KeyX', 'Numpad1'].map((code) => raceKey(code, 2))).toEqual(
    Array(5).fill(undefined),
  )
})
