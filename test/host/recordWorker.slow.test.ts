import { expect, it } from 'vitest'
import { builtPackage, openTestHost, temporaryPackage } from './temporaryLibrary.js'

/** The episodes of a batch that a host of this package records. */
async function recorded(root: string) {
  const { call, jobState, host } = await openTestHost({ root })
  const job = await call('record.start', {
    envId: 'Gaitway/Hopper-v0',
    policy: 'random',
    episodes: 8,
    skill: [0, 100],
    noise: 0.2,
    seed: 3,
    level: '',
    dataset: 'hops',
  })
  await jobState(job.id, 'done')
  const episodes = await Promise.all(
    [...Array(8).keys()].map((index) => call('library.episode', { id: 'hops', index })),
  )
  await host.close()
  return episodes
}

it('a batch in the built worker threads gives the very episodes that it gives in one thread', async () => {
  expect(await recorded(await builtPackage())).toEqual(await recorded(await temporaryPackage()))
})
