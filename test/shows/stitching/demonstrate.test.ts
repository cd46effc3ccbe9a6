import * as v from 'valibot'
import { expect, it } from 'vitest'
import { demonstrate, type FromStitching, FromStitchingSchema } from '../../../src/shows/index.js'

it('tells what is learned from, then each step, then the outcome, all as the window understands it', async () => {
  const told: FromStitching[] = []
  await demonstrate({ nodes: 5, walks: 20, walkSteps: 4, trainingSteps: 3, seed: 2 }, (message) =>
    told.push(v.parse(FromStitchingSchema, structuredClone(message))),
  )
  expect(told.map(({ type }) => type)).toEqual(['material', 'step', 'step', 'step', 'done'])
  const [material, , , , done] = told
  if (material.type !== 'material' || done.type !== 'done') throw new Error('out of order')
  expect(material.material.walks).toHaveLength(20)
  expect(done.outcome.starts.map(({ start }) => start)).toEqual([1, 2, 3, 4])
})
