import { expect, inject, it } from 'vitest'
import { trajectoryDigest } from '../sim/trajectory.js'
import { runInBrowser } from './inBrowser.js'

const browserPath = inject('browserPath')

it.skipIf(!browserPath)('a seed and actions give the same bits in Node and in the browser', async () => {
  const episodes = ['Gaitway/Hopper-v0', 'Gaitway/Walker2d-v0', 'Gaitway/HalfCheetah-v0'].flatMap((envId) =>
    [7, 8].map((seed) => [envId, seed, 400] as const),
  )
  const inNode = episodes.map(([envId, seed, steps]) => trajectoryDigest(envId, seed, steps))
  expect(await runInBrowser(browserPath, 'trajectory.ts', episodes)).toEqual(inNode)
})
