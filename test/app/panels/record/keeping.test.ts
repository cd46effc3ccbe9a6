import { describe, expect, it } from 'vitest'
import { keepingOf, saveInput } from '../../../../src/app/panels/record/keeping.js'
import { dataset } from '../../entries.js'
import { pending } from './recordings.js'

const cheetah = 'Gaitway/HalfCheetah-v0'
const around = { envId: cheetah, datasets: [], suggestion: 'cheetah-runs' }

describe('kept episodes', () => {
  it('are those of the body; others are counted', () => {
    const all = [pending('a'), pending('b', { ended: false }), pending('c', { envId: 'Gaitway/Hopper-v0' })]
    const keeping = keepingOf({}, { ...around, pending: all })
    expect(keeping.mine.map(({ recordingId }) => recordingId)).toEqual(['a', 'b'])
    expect(keeping).toMatchObject({ others: 1, recovered: 1 })
  })

  it('go into a new data set with a free name, as long as there is none to add to', () => {
    const keeping = keepingOf({ target: 'add' }, { ...around, pending: [pending('a')] })
    expect(keeping).toMatchObject({ target: 'new', name: 'cheetah-runs', problem: undefined })
    expect(saveInput(keeping)).toEqual({ recordingIds: ['a'], dataset: 'cheetah-runs', append: false })
  })

  it('go where the address says', () => {
    const datasets = [dataset('first'), dataset('mine')]
    const keeping = keepingOf({}, { ...around, pending: [pending('a')], datasets, preferred: 'mine' })
    expect(keeping).toMatchObject({ target: 'add', into: 'mine' })
    expect(saveInput(keeping)).toEqual({ recordingIds: ['a'], dataset: 'mine', append: true })
  })

  it('go where the person says, whatever the address does', () => {
    const datasets = [dataset('first'), dataset('mine')]
    const given = { ...around, pending: [pending('a')], datasets, preferred: 'mine' }
    expect(keepingOf({ target: 'new' }, given).target).toBe('new')
    expect(keepingOf({ into: 'first' }, given).into).toBe('first')
  })

  it('cannot go under a name that is taken', () => {
    const datasets = [dataset('mine')]
    const keeping = keepingOf({ target: 'new', name: 'mine' }, { ...around, pending: [], datasets })
    expect(keeping.problem).toContain('already')
    expect(keepingOf({ target: 'add', name: 'mine' }, { ...around, pending: [], datasets }).problem).toBe(
      undefined,
    )
  })
})
