import { describe, expect, it } from 'vitest'
import {
  batchOf,
  batchPolicies,
  batchProblems,
  firstFields,
  hasSkill,
  nextFields,
  withHighest,
  withLowest,
} from '../../../../src/app/panels/record/batch.js'

const datasets = [{ id: 'cheetah-runs' }, { id: 'cheetah-demonstrations' }]

describe('a batch', () => {
  it('begins with a scripted gait and a name that is free', () => {
    expect(batchOf(firstFields('cheetah'), 'cheetah', datasets)).toMatchObject({
      policy: batchPolicies('cheetah')[0],
      dataset: 'cheetah-demonstrations-2',
    })
    expect(batchPolicies('cheetah')[0]).toMatch(/^scripted/)
  })

  it('takes a policy that the body has where another body’s was chosen', () => {
    const fields = { ...firstFields('cheetah'), policy: 'scripted:dragon' }
    expect(batchOf(fields, 'cheetah', datasets).policy).toBe(batchPolicies('cheetah')[0])
  })

  it('keeps a name that was typed, until it is recorded', () => {
    const fields = { ...firstFields('cheetah'), dataset: 'walks', seed: 4 }
    expect(batchOf(fields, 'cheetah', datasets).dataset).toBe('walks')
    expect(nextFields(fields)).toMatchObject({ dataset: undefined, seed: 5 })
  })

  it('has skills only where the policy has', () => {
    expect(hasSkill({ policy: 'scripted:cheetah' })).toBe(true)
    expect(hasSkill({ policy: 'random' })).toBe(false)
  })

  it('says which of its fields is wrong', () => {
    const batch = batchOf({ ...firstFields('cheetah'), dataset: 'walks' }, 'cheetah', datasets)
    expect(batchProblems(batch, datasets)).toEqual({})
    const wrong = {
      ...batch,
      episodes: 0.5,
      noise: 2,
      seed: -1,
      skill: [60, 40] as [number, number],
      dataset: 'cheetah-runs',
    }
    expect(Object.keys(batchProblems(wrong, datasets)).sort()).toEqual([
      'dataset',
      'episodes',
      'noise',
      'seed',
      'skill',
    ])
    expect(batchProblems({ ...batch, episodes: Number.NaN }, datasets).episodes).toBeDefined()
  })
})

it('the lowest and the highest skill push one another', () => {
  expect(withLowest([10, 50], 30)).toEqual([30, 50])
  expect(withLowest([10, 50], 70)).toEqual([70, 70])
  expect(withHighest([40, 50], 60)).toEqual([40, 60])
  expect(withHighest([40, 50], 20)).toEqual([20, 20])
})
