import { describe, expect, it, test } from 'vitest'
import '../../src/sim/register.js'
import { findSpec } from '../../src/gym/index.js'
import { InputError } from '../../src/platform/errors.js'
import { gaitOf, keyboardSchemes } from '../../src/policies/index.js'
import { bodies, bodyNameOf, bodyNames, bodyOf, findBody, hinges, type Body } from '../../src/sim/index.js'

describe.each(Object.entries(bodies))('%s', (name, body: Body) => {
  it('is known by one name, and by the environments of its tasks', () => {
    expect(body.name).toBe(name)
    expect(Object.keys(body.tasks)).toContain(body.envId)
    for (const envId of Object.keys(body.tasks)) {
      expect(bodyOf(envId)).toBe(body)
      expect(bodyNameOf(envId)).toBe(name)
      expect(findSpec(envId).id).toBe(envId)
    }
  })

  it('has a gait and controls of its own that fit it', () => {
    expect(gaitOf(body.envId)).toBe(name)
    expect(keyboardSchemes(body.envId).map((scheme) => scheme.name)).toContain('throttle')
    for (const { torques } of body.controls?.joints?.keys ?? [])
      expect(torques).toHaveLength(hinges(body).length)
  })

  it('knows how its gait is searched for', () => {
    expect(body.gaitSearch?.posture.angles).toHaveLength(hinges(body).length)
  })
})

test('names and titles are one of each', () => {
  const titles = Object.values(bodies).map(({ title }) => title)
  expect(bodyNames).toEqual(['cheetah', 'hopper', 'walker2d'])
  expect(titles).toEqual(['Cheetah', 'Hopper', 'Walker'])
})

test('an environment that is not one of ours has no body', () => {
  expect(findBody('Arcade/Lander-v0')).toBeUndefined()
  expect(bodyNameOf('Arcade/Lander-v0')).toBeUndefined()
  expect(findBody('toString')).toBeUndefined()
  expect(() => bodyOf('Gaitway/Cat-v0')).toThrow(InputError)
  expect(() => bodyOf('Gaitway/Cat-v0')).toThrow(/Gaitway\/HalfCheetah-v0, Gaitway\/Hopper-v0/)
})
