import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTestHost, temporaryFolder, trainingConfig, writeEpisodes } from './temporaryLibrary.js'

const names = { train: 'train-01234567-89ab', record: 'record-01234567-89ab' } as const

const states = {
  train: {
    kind: 'train',
    title: 'Train m',
    startedAt: 1,
    datasets: ['runs'],
    model: 'm',
    config: trainingConfig,
    step: 0,
    history: [],
  },
  record: {
    kind: 'record',
    title: 'Record d',
    startedAt: 1,
    dataset: 'd',
    request: {
      envId: 'Gaitway/Hopper-v0',
      policy: 'random',
      episodes: 3,
      skill: [0, 100],
      noise: 0,
      seed: 1,
      level: '',
      envOptions: {},
    },
  },
} as const

/** A library with a job of either kind, before it is opened, and a folder of the user's outside of it. */
async function prepare() {
  const library = join(await temporaryFolder(), 'library')
  const staging = join(library, '.staging')
  await writeEpisodes(join(library, 'datasets'), 'runs', 1)
  const mine = join(await temporaryFolder(), 'mine')
  await mkdir(join(mine, 'incoming'), { recursive: true })
  await writeFile(join(mine, 'incoming', 'thesis'), 'mine')
  for (const kind of ['train', 'record'] as const) {
    await mkdir(join(staging, names[kind]), { recursive: true })
    await writeFile(join(staging, names[kind], 'job.json'), JSON.stringify(states[kind]))
  }
  return { library, staging, mine }
}

const kinds = ['train', 'record'] as const

const attacks: Record<string, (job: string, mine: string) => unknown> = {
  'whose job.json is damaged': (job) => writeFile(join(job, 'job.json'), '{half'),
  'whose job.json is of something else': (job) => writeFile(join(job, 'job.json'), '{"kind":"train"}'),
  'whose job.json is a folder': async (job) => {
    await rename(join(job, 'job.json'), join(job, 'before'))
    await mkdir(join(job, 'job.json'))
  },
  'whose job.json is a pipe': async (job) => {
    await rename(join(job, 'job.json'), join(job, 'before'))
    execFileSync('mkfifo', [join(job, 'job.json')])
  },
  'whose job.json is huge': (job) => truncate(join(job, 'job.json'), 1e12),
  'whose job.json is nested deep': (job) => writeFile(join(job, 'job.json'), '{"a":'.repeat(150_000)),
  'that is a link to elsewhere': async (job, mine) => {
    await writeFile(join(mine, 'job.json'), await readFile(join(job, 'job.json')))
    await rename(job, join(mine, '..', 'before'))
    await symlink(mine, job)
  },
  'whose checkpoint is a link to elsewhere': (job, mine) => symlink(mine, join(job, 'checkpoint')),
  'whose incoming is a link to elsewhere': (job, mine) => symlink(mine, join(job, 'incoming')),
  'with a link deep inside': async (job, mine) => {
    await mkdir(join(job, 'checkpoint', 'training'), { recursive: true })
    await symlink(join(mine, 'incoming', 'thesis'), join(job, 'checkpoint', 'training', 'state.bin'))
  },
  'with a pipe among its episodes': async (job) => {
    await mkdir(join(job, 'episodes'))
    execFileSync('mkfifo', [join(job, 'episodes', '000000.journal')])
  },
  'nested without end': (job) => mkdir(join(job, ...Array<string>(200).fill('a')), { recursive: true }),
}

describe.each(kinds)('a %s job of an earlier run', (kind) => {
  const other = kind === 'train' ? 'record' : 'train'

  it.each(Object.keys(attacks))('%s is not taken up, and the other is', async (attack) => {
    const { library, staging, mine } = await prepare()
    await attacks[attack](join(staging, names[kind]), mine)
    const { call, log, host } = await openTestHost({ library })
    expect((await call('jobs.list', {})).map(({ id }) => id)).toEqual([names[other]])
    expect(log).toEqual([expect.stringMatching(`${names[kind]} cannot be taken up: `)])
    await host.close()
    expect(await readFile(join(mine, 'incoming', 'thesis'), 'utf8')).toBe('mine')
    expect((await readdir(mine)).filter((name) => name !== 'job.json')).toEqual(['incoming'])
  })

  it('whose folder has a name that no job has is not taken up', async () => {
    const { library, staging } = await prepare()
    await rename(join(staging, names[kind]), join(staging, `${kind}-x`))
    const { call } = await openTestHost({ library })
    expect((await call('jobs.list', {})).map(({ id }) => id)).toEqual([names[other]])
  })
})

it('a recording that would be put outside of the library is not taken up', async () => {
  const { library, staging } = await prepare()
  const state = { ...states.record, dataset: '../../thesis' }
  await writeFile(join(staging, names.record, 'job.json'), JSON.stringify(state))
  const { call } = await openTestHost({ library })
  expect((await call('jobs.list', {})).map(({ id }) => id)).toEqual([names.train])
})
