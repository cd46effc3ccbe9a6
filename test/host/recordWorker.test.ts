import { existsSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTestHost, temporaryPackage } from './temporaryLibrary.js'

const workers = join(import.meta.dirname, '..', '..', 'dist', 'node', 'workers')

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
  if (!existsSync(join(workers, 'record.mjs'))) throw new Error('the workers are not built: npm run build')
  const built = await temporaryPackage()
  await mkdir(join(built, 'dist', 'node'), { recursive: true })
  await symlink(workers, join(built, 'dist', 'node', 'workers'))
  expect(await recorded(built)).toEqual(await recorded(await temporaryPackage()))
})
