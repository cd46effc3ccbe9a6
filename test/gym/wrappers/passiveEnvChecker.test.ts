import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PassiveEnvChecker, setWarningHandler } from '../../../src/gym/index.js'
import { nothing, Script, script } from './script.js'

let warnings: string[] = []
let restore: (message: string) => void
beforeAll(() => {
  restore = setWarningHandler((message) => warnings.push(message))
})
beforeEach(() => {
  warnings = []
})
afterAll(() => {
  setWarningHandler(restore)
})

test('says nothing of a sound environment', () => {
  const env = new PassiveEnvChecker(script([1, 2]))
  env.reset()
  env.step(nothing)
  env.close()
  expect(warnings).toEqual([])
})

test('refuses what nothing could go on with', () => {
  const noSpace = Object.assign(script([1]), { actionSpace: undefined })
  expect(() => new PassiveEnvChecker(noSpace as never)).toThrow('environment: actionSpace is missing')
  const noInfo = Object.assign(script([1]), { reset: () => [nothing] })
  expect(() => new PassiveEnvChecker(noInfo as never).reset()).toThrow(
    'reset must return [observation, info], got array of 1',
  )
})

test('warns of the first reset and step that look wrong, once', () => {
  const env = new PassiveEnvChecker(
    new Script([
      { observation: Float32Array.of(999) },
      { observation: Float64Array.of(1), reward: NaN },
      { observation: nothing, reward: NaN },
    ] as never),
  )
  env.reset()
  env.step(nothing)
  env.step(nothing)
  env.reset()
  expect(warnings).toEqual([
    'environment: reset: the observation is not in observationSpace: element 0 is 999, outside [-100, 100]',
    'environment: step: the observation is not in observationSpace: expected Float32Array of 1, got Float64Array of 1',
    'environment: step: reward is NaN',
  ])
})
