import { describe, expect, it } from 'vitest'
import { Human } from '../../../src/app/simulation/human.js'
import { makeKeyboard } from '../../../src/policies/keyboard/schemes.js'

const envId = 'Gaitway/HalfCheetah-v0'
const still = new Float32Array(17)

/** Raw joints answer at once and forget at once: Q alone pulls the hind leg. */
const joints = () => new Human(makeKeyboard('joints', envId))
const acts = (human: Human) => human.act(still).some((torque) => torque !== 0)

describe('a person behind the starting gate', () => {
  it('gives no action for keys before Go', () => {
    const human = joints()
    human.key('KeyQ', true, 0)
    expect(acts(human)).toBe(false)
  })

  it('runs with the keys that are held at Go, not with those that were let go before', () => {
    const human = joints()
    human.key('KeyQ', true, 0)
    human.go()
    expect(acts(human)).toBe(true)
    const early = joints()
    early.key('KeyQ', true, 0)
    early.key('KeyQ', false, 10)
    early.go()
    expect(acts(early)).toBe(false)
  })

  it('loses no tap between two control steps', () => {
    const human = joints()
    human.go()
    human.key('KeyQ', true, 100)
    human.key('KeyQ', false, 110)
    expect(acts(human)).toBe(true)
    expect(acts(human)).toBe(false)
  })

  it('keeps a held key when its body is put back on its feet, and drops all when the window loses the keyboard', () => {
    const human = joints()
    human.go()
    human.key('KeyQ', true, 100)
    human.reset()
    expect(acts(human)).toBe(true)
    human.release()
    acts(human)
    expect(acts(human)).toBe(false)
  })
})
