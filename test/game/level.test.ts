import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { envOptionsOf, parseLevel, raceLength } from '../../src/game/index.js'

const smallest = { name: 'Dash', rules: { distance: 30, timeLimit: 60 } }

describe('a level', () => {
  it('needs a name, a distance and a time limit; the rest has defaults', () => {
    expect(parseLevel(smallest, 'dash.json')).toEqual({
      name: 'Dash',
      description: '',
      order: 100,
      bodies: ['cheetah', 'hopper', 'walker2d'],
      look: 'day',
      rules: { distance: 30, laps: 1, timeLimit: 60, countdown: 3, grace: 10 },
      terrain: [],
    })
  })

  it('is refused with a line that names the file and the key', () => {
    const refusal = (json: unknown) => {
      try {
        parseLevel(json, 'dash.json')
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`
      }
      return 'accepted'
    }
    expect(refusal({ ...smallest, musik: 'loud' })).toBe(
      'InputError: dash.json: unknown key "musik" in a level; remove it or correct its spelling',
    )
    expect(refusal({ ...smallest, rules: { ...smallest.rules, timelimit: 3 } })).toBe(
      'InputError: dash.json: unknown key "timelimit" in rules; remove it or correct its spelling',
    )
    expect(refusal({ ...smallest, terrain: [{ type: 'flat', length: 30, depth: 1 }] })).toBe(
      'InputError: dash.json: unknown key "depth" in terrain.0; remove it or correct its spelling',
    )
    expect(refusal({ ...smallest, terrain: [{ type: 'lava', length: 3 }] })).toContain('terrain.0.type')
    expect(refusal({ ...smallest, rules: { distance: -1, timeLimit: 60 } })).toContain('rules.distance')
    expect(refusal({ ...smallest, rules: { distance: 30 } })).toContain('rules.timeLimit')
    expect(refusal({ name: 'Dash' })).toContain('rules')
    expect(refusal('fast')).toContain('dash.json')
    expect(refusal({ ...smallest, bodies: ['horse'] })).toContain('bodies.0')
    expect(refusal({ ...smallest, rules: { laps: 2, timeLimit: 60 } })).toContain(
      'rules.laps needs a rules.distance',
    )
    expect(refusal({ ...smallest, rules: { distance: 10_000, laps: 2, timeLimit: 60 } })).toContain(
      'at most 15000 m',
    )
    expect(refusal({ ...smallest, terrain: [{ type: 'flat', length: 20 }] })).toBe(
      'InputError: dash.json: terrain is 20 m long, but the race ends at 30 m; add a stretch or shorten rules.distance',
    )
  })

  it('gives the environment its ground, and nothing where the ground is flat', () => {
    const hill = { type: 'slope' as const, length: 40, rise: 1 }
    expect(envOptionsOf(parseLevel({ ...smallest, terrain: [hill] }, 'hill'))).toEqual({
      level: { name: 'Dash', terrain: [hill] },
    })
    expect(
      envOptionsOf(parseLevel({ ...smallest, terrain: [{ type: 'flat', length: 40 }] }, 'flat')),
    ).toEqual({})
  })
})

describe('the shipped levels', () => {
  const files = readdirSync('levels').filter((name) => name.endsWith('.json'))

  it.each(files)('%s is valid', (file) => {
    const level = parseLevel(JSON.parse(readFileSync(`levels/${file}`, 'utf8')), file)
    expect(level.description).not.toBe('')
  })

  it('have the hundred metres first', () => {
    const levels = files.map((file) => parseLevel(JSON.parse(readFileSync(`levels/${file}`, 'utf8')), file))
    const [first] = levels.toSorted((a, b) => a.order - b.order)
    expect([first.name, raceLength(first.rules)]).toEqual(['Sprint', 100])
  })
})

it('the example in the documentation is a level', () => {
  const [, json] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/levels.md', 'utf8'))!
  expect(parseLevel(JSON.parse(json), 'docs/levels.md').terrain).toHaveLength(4)
})
