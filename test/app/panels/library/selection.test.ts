import { describe, expect, it } from 'vitest'
import { selectEntry, skillOf } from '../../../../src/app/panels/library/selection.js'
import { dataset, model } from '../../entries.js'

describe('selectEntry', () => {
  const datasets = [dataset('runs'), dataset('hops')]
  const models = [model('runner')]

  it('takes what the address asks for', () => {
    expect(selectEntry({ dataset: 'hops' }, datasets, models)).toMatchObject({ kind: 'datasets', id: 'hops' })
    expect(selectEntry({ model: 'runner' }, datasets, models)).toMatchObject({ kind: 'models', id: 'runner' })
  })

  it('falls back to the first entry when that is gone, and to nothing in an empty library', () => {
    expect(selectEntry({ dataset: 'deleted' }, datasets, models)).toMatchObject({ id: 'runs' })
    expect(selectEntry({}, [], models)).toMatchObject({ kind: 'models', id: 'runner' })
    expect(selectEntry({}, [], [])).toBeUndefined()
  })
})

describe('the Skill page', () => {
  const models = [model('mine'), model('cut', { error: 'the file is cut short' })]

  it('is that of the model in the address, if it can be used', () => {
    expect(skillOf({ model: 'mine', view: 'skill' }, models)!.id).toBe('mine')
    expect(skillOf({ model: 'mine' }, models)).toBeUndefined()
    expect(skillOf({ model: 'cut', view: 'skill' }, models)).toBeUndefined()
    expect(skillOf({ model: 'gone', view: 'skill' }, models)).toBeUndefined()
  })
})
