import { describe, expect, it } from 'vitest'
import { filmSetting, parting, stepAt } from '../../../../src/app/panels/library/film.js'

describe('an episode that is shown again', () => {
  it('has one lane without a finish, as far as it may have got', () => {
    const episode = { envId: 'Gaitway/HalfCheetah-v0', envOptions: {}, controller: 'human' }
    const long = filmSetting(episode, { times: Float64Array.of(0, 50) })
    expect(long).toMatchObject({ lanes: [{ name: 'human' }], finish: Infinity })
    expect(long.reach).toBe(50 * long.body.typicalSpeed)
    expect(filmSetting(episode, { times: Float64Array.of(0, 0.1) }).reach).toBe(20)
  })

  it('counts its steps from 1 to the last', () => {
    expect([0, 0.049, 0.05, 4.99, 5, 9].map((time) => stepAt(time, 0.05, 100))).toEqual([
      1, 1, 2, 100, 100, 100,
    ])
  })

  it('says where it left what was stored, if it did', () => {
    expect(parting({ agreeingSteps: 100 }, 100)).toBeUndefined()
    expect(parting({ agreeingSteps: 0 }, 100)).toContain('does not start where')
    expect(parting({ agreeingSteps: 41 }, 100)).toContain('after step 41')
  })
})
