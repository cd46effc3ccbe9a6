import { expect, it } from 'vitest'
import { bodyOfEnv, drivableBodies, modelsFor } from '../../../src/app/scene/bodies.js'
import { model } from '../entries.js'

const hopper = 'Gaitway/Hopper-v0'

it('offers every body that a person, a script or a model can drive', () => {
  expect(drivableBodies({ models: [] })).toContain('cheetah')
  expect(drivableBodies({ models: [model('hop', { envId: hopper })] })).toContain('hopper')
})

it('finds the sound models of a body', () => {
  const models = [model('mine'), model('cut', { error: 'cut short' }), model('hop', { envId: hopper })]
  expect(modelsFor('cheetah', models).map(({ id }) => id)).toEqual(['mine'])
  expect(modelsFor('hopper', models).map(({ id }) => id)).toEqual(['hop'])
})

it('knows the body behind an environment, and that others have none', () => {
  expect(bodyOfEnv(hopper)).toBe('hopper')
  expect(bodyOfEnv('Ant-v5')).toBeUndefined()
  expect(bodyOfEnv(undefined)).toBeUndefined()
})
