import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sortLevels } from '../../../src/app/scene/levels.js'

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
