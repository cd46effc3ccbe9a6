import { describe, expect, it } from 'vitest'
import {
  configOf,
  configProblems,
  datasetsProblem,
  freeName,
  isOwnSize,
  modelId,
  nameProblem,
  planOf,
} from '../../../../src/app/panels/train/plan.js'
import { formatEnv } from '../../../../src/app/ui/index.js'
import { dataset } from '../../entries.js'

describe('the name of a model', () => {
  it.each([
    ['My Cheetah', 'my-cheetah'],
    ['Résumé Run!', 'resume-run'],
    ['  fast  ', 'fast'],
    ['v1.2_final', 'v1.2_final'],
    ['--edge--', 'edge'],
    ['疾走', ''],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('%j becomes the folder %j', (name, id) => expect(modelId(name)).toBe(id))

  it('is free, and is not empty', () => {
    expect(nameProblem('My Cheetah', [])).toBeUndefined()
    expect(nameProblem(' ', [])).toMatch(/name/)
    expect(nameProblem('疾走', [])).toMatch(/letters or digits/)
    expect(nameProblem('My Cheetah', ['my-cheetah'])).toMatch(/already a model called my-cheetah/)
  })

  it('is suggested with the first free number', () => {
    expect(freeName('hopper', ['hopper-1', 'hopper-3'])).toBe('hopper-2')
  })
})

describe('the presets', () => {
  it.each(['small', 'medium', 'paper'] as const)('%s can be trained as it is', (size) => {
    expect(configProblems(configOf(size))).toEqual({})
  })

  it('leave the seed and the backend alone', () => {
    expect(configOf('paper', { ...configOf('small'), seed: 9, backend: 'cpu' })).toMatchObject({
      seed: 9,
      backend: 'cpu',
      recipe: 'kzl',
    })
  })
})

describe('configProblems', () => {
  const fine = configOf('small')
  it('names the field and what it takes', () => {
    expect(configProblems({ ...fine, steps: 0, dropout: 2, seed: 1.5, learningRate: 0 })).toEqual({
      steps: 'At least 1.',
      dropout: 'At most 0.9.',
      seed: 'A whole number.',
      learningRate: 'More than 0.',
    })
    expect(configProblems({ ...fine, layers: Number.NaN })).toEqual({ layers: 'A number.' })
  })

  it('wants a width that the heads can share', () => {
    expect(configProblems({ ...fine, hiddenSize: 64, heads: 3 })).toEqual({
      heads: '64 does not divide by 3 heads.',
    })
  })
})

describe('datasetsProblem', () => {
  const library = [
    dataset('runs'),
    dataset('more-runs'),
    dataset('hops', { envId: 'Gaitway/Hopper-v0' }),
    dataset('torn', { error: 'cut short' }),
  ]
  it('lets datasets of one body be learnt from together', () => {
    expect(datasetsProblem(['runs', 'more-runs'], library)).toBeUndefined()
  })

  it.each([
    [[], /at least one/],
    [['runs', 'hops'], /hops is of another body than runs/],
    [['torn'], /torn cannot be read: cut short/],
    [['runs', 'gone'], /gone is no longer/],
  ])('says what is wrong with %j', (chosen, problem) => {
    expect(datasetsProblem(chosen, library)).toMatch(problem)
  })
})

describe('the plan that the form comes to', () => {
  const cheetah = modelId(formatEnv('Gaitway/HalfCheetah-v0'))
  const library = { ready: true, datasets: [dataset('runs')], models: [{ id: `${cheetah}-1` }] }
  const wishes = { datasets: ['runs'], config: configOf('small') }

  it('is ready with a name that is free, after the body', () => {
    expect(planOf(wishes, library)).toEqual({
      datasets: ['runs'],
      name: `${cheetah}-2`,
      model: `${cheetah}-2`,
      problems: {},
      wrongName: undefined,
      wrongData: undefined,
      ready: true,
    })
  })

  it('lets go of datasets that were deleted, once it knows what there is', () => {
    const gone = { ...wishes, datasets: ['gone', 'runs'] }
    expect(planOf(gone, library).datasets).toEqual(['runs'])
    expect(planOf(gone, { ...library, ready: false, datasets: [] }).datasets).toEqual(['gone', 'runs'])
  })

  it('is not ready as long as anything is wrong', () => {
    expect(planOf({ ...wishes, datasets: [] }, library)).toMatchObject({ ready: false, name: 'model-1' })
    expect(planOf({ ...wishes, name: `${cheetah}-1` }, library).wrongName).toContain('already')
    const config = { ...configOf('small'), steps: 0 }
    expect(planOf({ ...wishes, config }, library)).toMatchObject({
      ready: false,
      problems: { steps: 'At least 1.' },
    })
  })

  it('keeps its size where only the pace is changed', () => {
    expect(isOwnSize({ steps: 10 })).toBe(false)
    expect(isOwnSize({ layers: 4 })).toBe(true)
  })
})
