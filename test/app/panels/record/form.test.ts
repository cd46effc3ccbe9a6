import { describe, expect, it } from 'vitest'
import {
  controllerOf,
  driverOf,
  freeName,
  growable,
  nameProblem,
} from '../../../../src/app/panels/record/form.js'

const datasets = [{ id: 'cheetah-runs' }, { id: 'cheetah-runs-2' }]

describe('the name of a data set', () => {
  it('is checked while it is typed', () => {
    expect(nameProblem('walks', datasets)).toBeUndefined()
    expect(nameProblem('', datasets)).toBe('Give the data set a name.')
    expect(nameProblem('My Walks', datasets)).toContain('a–z, 0–9')
    expect(nameProblem('cheetah-runs', datasets)).toContain('already')
  })

  it('is suggested so that it is free', () => {
    expect(freeName('walks', datasets)).toBe('walks')
    expect(freeName('cheetah-runs', datasets)).toBe('cheetah-runs-3')
  })
})

describe('who acts', () => {
  const form = { actor: 'human' as const, scheme: 'pedal', model: 'mine', skill: 30 }

  it('becomes a driver and the controller that the data set names', () => {
    const human = driverOf(form)!
    const script = driverOf({ ...form, actor: 'scripted' })!
    const agent = driverOf({ ...form, actor: 'model' })!
    expect([human, script, agent].map((driver) => controllerOf(driver, 'cheetah'))).toEqual([
      'human',
      'scripted:cheetah',
      'agent:mine',
    ])
    expect(agent).toEqual({ kind: 'model', model: 'mine', skill: 30 })
  })

  it('is nobody where there is no model or no scheme', () => {
    expect(driverOf({ ...form, scheme: '' })).toBeUndefined()
    expect(driverOf({ ...form, actor: 'model', model: '' })).toBeUndefined()
  })
})

it('episodes go only into sound data sets of one’s own and of the same body', () => {
  const envId = 'Gaitway/HalfCheetah-v0'
  const all = [
    { id: 'mine', envId, shipped: false },
    { id: 'shipped', envId, shipped: true },
    { id: 'hops', envId: 'Gaitway/Hopper-v0', shipped: false },
    { id: 'broken', envId, shipped: false, error: 'cut short' },
  ]
  expect(growable(all as never, envId).map(({ id }) => id)).toEqual(['mine'])
})
