import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { batchLevel, choicesOf, levelHint } from '../../../../src/app/panels/record/choices.js'
import { parseLevel } from '../../../../src/game/index.js'
import { dataset, model } from '../../entries.js'

const level = (id: string) => ({
  id,
  level: parseLevel(JSON.parse(readFileSync(`levels/${id}.json`, 'utf8')), id),
})
const hopper = 'Gaitway/Hopper-v0'
const live = { actor: 'human' as const, scheme: '', model: '', skill: 80 }
const offer = { levels: [level('sprint'), level('dash')], models: [model('mine')], datasets: [] }

describe('what is recorded', () => {
  it('is oneself as the cheetah on the first level, where nothing was chosen', () => {
    const choices = choicesOf({ live }, offer)
    expect(choices).toMatchObject({ body: 'cheetah', name: 'You', chosen: { id: 'sprint' } })
    expect(choices.driver).toEqual({ kind: 'human', scheme: choices.schemes[0].name })
  })

  it('is the body of the data set that the address asks to add to, unless another was chosen', () => {
    const datasets = [dataset('hops', { envId: hopper })]
    const asked = { ...offer, datasets, preferred: 'hops' }
    expect(choicesOf({ live }, asked).body).toBe('hopper')
    expect(choicesOf({ live, body: 'cheetah' }, asked).body).toBe('cheetah')
  })

  it('keeps what was chosen as long as it exists', () => {
    const wishes = { live: { ...live, actor: 'model' as const, model: 'mine' }, level: 'dash' }
    expect(choicesOf(wishes, offer)).toMatchObject({
      chosen: { id: 'dash' },
      name: 'mine',
      driver: { kind: 'model', model: 'mine', skill: 80 },
    })
    const gone = choicesOf({ ...wishes, level: 'moon' }, { ...offer, models: [model('other')] })
    expect(gone).toMatchObject({ chosen: { id: 'sprint' }, name: 'other' })
  })

  it('is nothing where the model that shall act does not exist', () => {
    const wishes = { live: { ...live, actor: 'model' as const } }
    expect(choicesOf(wishes, { ...offer, models: [] }).driver).toBeUndefined()
  })

  it('offers only levels that are for the body', () => {
    const { level: sprint } = level('sprint')
    const levels = [{ id: 'sprint', level: { ...sprint, bodies: ['hopper' as const] } }, level('dash')]
    expect(choicesOf({ live }, { ...offer, levels }).levels.map(({ id }) => id)).toEqual(['dash'])
  })
})

it('a batch names its level only where it has a ground of its own', () => {
  const flat = level('sprint')
  expect(flat.level.terrain.length).toBe(0)
  expect(batchLevel(flat)).toBe('')
  expect(batchLevel(undefined)).toBe('')
  expect(levelHint(flat.level)).toContain('Flat ground')
  expect(levelHint(undefined)).toBeUndefined()
})
