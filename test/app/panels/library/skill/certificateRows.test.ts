import { expect, it } from 'vitest'
import {
  certificateRows,
  certifyCommand,
} from '../../../../../src/app/panels/library/skill/certificateRows.js'
import { certificate } from './skillRecords.js'

it('puts the model before its rivals', () => {
  expect(certificateRows(certificate).map(({ name, isOwn }) => [name, isOwn])).toEqual([
    ['This model', true],
    ['Expert with noise', false],
  ])
  expect(certificateRows({ ...certificate, baselines: undefined })).toHaveLength(1)
})

it('names the folder where the model lies', () => {
  expect(certifyCommand({ id: 'cheetah', shipped: true }, '/home/me')).toContain('"assets/models/cheetah"')
  expect(certifyCommand({ id: 'mine', shipped: false }, '/home/my files')).toContain(
    '"/home/my files/models/mine"',
  )
  expect(certifyCommand({ id: 'mine', shipped: false }, undefined)).toContain('"…/models/mine"')
})
