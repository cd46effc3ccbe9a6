import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Choices,
  firstLineUp,
  fitted,
  lanePlans,
  obstacle,
  withBot,
  withModel,
  withOneMoreBot,
  withoutBot,
  withScriptInstead,
  withSkills,
} from '../../../../src/app/panels/play/lineUp.js'
import type { BodyModel } from '../../../../src/app/scene/bodies.js'
import { parseLevel } from '../../../../src/game/index.js'

const level = (id: string) => ({
  id,
  level: parseLevel(JSON.parse(readFileSync(`levels/${id}.json`, 'utf8')), id),
})
const cheetah = 'Gaitway/HalfCheetah-v0'
const model = (id: string, more: Partial<BodyModel> = {}): BodyModel => ({
  id,
  title: id.toUpperCase(),
  envId: cheetah,
  ...more,
})
const choices: Choices = {
  levels: [level('sprint'), level('dash')],
  models: [model('mine'), model('cheetah'), model('cut', { error: 'the file is cut short' })],
}

describe('the first line-up', () => {
  it('is a person against the shipped model on the first level', () => {
    expect(firstLineUp(undefined, choices)).toEqual({
      level: 'sprint',
      body: 'cheetah',
      scheme: 'throttle',
      person: true,
      bots: [{ model: 'cheetah', skill: 50 }],
    })
  })

  it('races the scripted gait where there is no model', () => {
    expect(firstLineUp(undefined, { ...choices, models: [] }).bots).toEqual([{ model: undefined, skill: 50 }])
  })

  it('is the last one again, with what is gone replaced', () => {
    const last = {
      level: 'dash',
      body: 'cheetah',
      scheme: 'pedal',
      person: false,
      bots: [
        { model: 'mine', skill: 80 },
        { model: 'gone', skill: 20 },
      ],
    }
    expect(firstLineUp(last, choices)).toEqual({
      ...last,
      bots: [
        { model: 'mine', skill: 80 },
        { model: 'cheetah', skill: 20 },
      ],
    })
    expect(firstLineUp({ ...last, level: 'moon' }, choices).level).toBe('sprint')
    expect(firstLineUp({ anything: 'else' }, choices).bots).toHaveLength(1)
  })
})

describe('a line-up', () => {
  const base = firstLineUp(undefined, choices)

  it('takes a model from elsewhere into the first bot’s lane', () => {
    expect(withModel(base, model('mine'), choices).bots).toEqual([{ model: 'mine', skill: 50 }])
    expect(withModel({ ...base, bots: [] }, model('mine'), choices).bots).toEqual([
      { model: 'mine', skill: 50 },
    ])
    expect(withModel(base, model('ant', { envId: 'Ant-v5' }), choices)).toBe(base)
  })

  it('sets a model against itself, a lane for each skill', () => {
    expect(withSkills(base, model('mine'), [10, 50, 90], choices)).toEqual({
      ...base,
      person: false,
      bots: [
        { model: 'mine', skill: 10 },
        { model: 'mine', skill: 50 },
        { model: 'mine', skill: 90 },
      ],
    })
    expect(withSkills(base, model('ant', { envId: 'Ant-v5' }), [10], choices)).toBe(base)
  })

  it('gets, changes and loses bots', () => {
    const two = withOneMoreBot(base, choices.models)
    expect(two.bots).toEqual([
      { model: 'cheetah', skill: 50 },
      { model: 'cheetah', skill: 80 },
    ])
    expect(withOneMoreBot(two, choices.models).bots[2].skill).toBe(20)
    expect(withBot(two, 1, { skill: 5 }).bots).toEqual([two.bots[0], { skill: 5 }])
    expect(withoutBot(two, 0).bots).toEqual([two.bots[1]])
    expect(withOneMoreBot({ ...base, bots: [] }, choices.models).bots).toEqual([
      { model: 'cheetah', skill: 80 },
    ])
  })

  it('races the script where a model cannot drive', () => {
    const bots = [
      { model: 'cut', skill: 30 },
      { model: 'mine', skill: 60 },
    ]
    expect(withScriptInstead({ ...base, bots }, 'cut').bots).toEqual([
      { model: undefined, skill: 30 },
      { model: 'mine', skill: 60 },
    ])
  })

  it('says why it cannot race', () => {
    expect(obstacle(base, choices)).toBeUndefined()
    expect(obstacle({ ...base, level: 'moon' }, choices)).toBe('Choose a level.')
    expect(obstacle({ ...base, person: false, bots: [] }, choices)).toContain('Nobody races')
    expect(obstacle({ ...base, bots: [{ model: 'cut', skill: 1 }] }, choices)).toContain(
      'cut is gone or broken',
    )
    const onlyHoppers = { ...choices.levels[0].level, bodies: ['hopper' as const] }
    expect(obstacle(base, { ...choices, levels: [{ id: 'sprint', level: onlyHoppers }] })).toContain(
      'is not for the cheetah',
    )
  })

  it('replaces a scheme that the body does not have', () => {
    expect(fitted({ ...base, scheme: 'wings' }, choices).scheme).toBe('throttle')
  })

  it('puts the person in the first lane and names the bots after their models', () => {
    const bots = [{ model: 'mine', skill: 90 }, { skill: 10 }]
    expect(lanePlans({ ...base, bots }, choices.models)).toEqual([
      { name: 'You', driver: { kind: 'human', scheme: 'throttle' } },
      { name: 'MINE', driver: { kind: 'model', model: 'mine', skill: 90 } },
      { name: 'Script', driver: { kind: 'scripted', skill: 10 } },
    ])
    expect(lanePlans({ ...base, person: false, bots }, choices.models)).toHaveLength(2)
  })
})
