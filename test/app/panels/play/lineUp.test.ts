import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Choices,
  firstLineUp,
  fitted,
  lanePlans,
  obstacle,
  type RaceModel,
  withModel,
  withSkills,
} from '../../../../src/app/panels/play/lineUp.js'
import { sortLevels } from '../../../../src/app/panels/play/useLevels.js'
import { parseLevel } from '../../../../src/game/index.js'

const level = (id: string) => ({
  id,
  level: parseLevel(JSON.parse(readFileSync(`levels/${id}.json`, 'utf8')), id),
})
const cheetah = 'Gaitway/HalfCheetah-v0'
const model = (id: string, more: Partial<RaceModel> = {}): RaceModel => ({
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

describe('levels from the host', () => {
  it('are sorted into sound ones and complaints that name the file and the key', () => {
    const sprint = JSON.parse(readFileSync('levels/sprint.json', 'utf8'))
    const dash = JSON.parse(readFileSync('levels/dash.json', 'utf8'))
    const { usable, problems } = sortLevels([
      { id: 'dash', level: dash },
      { id: 'odd', level: { ...sprint, colour: 'red' } },
      { id: 'cut', level: null, error: 'levels/cut.json: Unexpected end of JSON input' },
      { id: 'sprint', level: sprint },
    ])
    expect(usable.map(({ id }) => id)).toEqual(['sprint', 'dash'])
    expect(problems).toEqual([
      'odd.json: unknown key "colour" in a level; remove it or correct its spelling',
      'levels/cut.json: Unexpected end of JSON input',
    ])
  })
})
