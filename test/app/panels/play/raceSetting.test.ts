import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { raceSetting } from '../../../../src/app/panels/play/raceSetting.js'
import { parseLevel } from '../../../../src/game/index.js'

const level = (id: string) => parseLevel(JSON.parse(readFileSync(`levels/${id}.json`, 'utf8')), id)

it('draws a lane for every runner, as far as the finish', () => {
  const { lanes, finish, reach, body } = raceSetting('cheetah', level('sprint'), ['You', 'Cheetah 50'])
  expect(lanes).toEqual([{ name: 'You' }, { name: 'Cheetah 50' }])
  expect(finish).toBeGreaterThan(0)
  expect(reach).toBe(finish)
  expect(body.links.length).toBeGreaterThan(1)
})

it('draws as far as anybody may get where there is no finish', () => {
  const sprint = level('sprint')
  const endless = { ...sprint, rules: { ...sprint.rules, distance: undefined } }
  const { finish, reach, body } = raceSetting('cheetah', endless, ['You'])
  expect(finish).toBe(Infinity)
  expect(reach).toBe(body.typicalSpeed * sprint.rules.timeLimit)
})
