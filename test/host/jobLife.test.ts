import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../src/host/contract.js'
import { type Folders, openFolders } from '../../src/host/folders.js'
import { JobLife, type JobKind, type Kept } from '../../src/host/jobLife.js'
import { Jobs } from '../../src/host/jobs.js'
import { Trash } from '../../src/host/trash.js'
import { InputError } from '../../src/platform/errors.js'
import { temporaryFolder } from './temporaryLibrary.js'

const schema = v.object({ kind: v.literal('record'), title: v.string(), startedAt: v.number() })
const kept: Kept & { kind: 'record' } = { kind: 'record', title: 'Record runs', startedAt: 1 }

/** One kind of job over a library of its own; `claimed` counts who has what it needs. */
async function makeLife(folders?: Folders, options: Partial<JobKind<typeof kept>> = {}) {
  const told: Job[] = []
  const log: string[] = []
  let claimed = 0
  const claim = () => {
    if (claimed > 0) throw new InputError('the name is taken')
    claimed++
    return () => void claimed--
  }
  const own = folders ?? (await openFolders(join(await temporaryFolder(), 'library'), '/'))
  const jobs = new Jobs((job) => told.push(job))
  const write = (line: string) => void log.push(line)
  const surroundings = { folders: own, jobs, trash: new Trash(own.trash, { log: write }), log: write }
  const life = new JobLife({ kind: 'record', noun: 'recording', claim, schema, ...options }, surroundings)
  return { life, jobs, told, log, folders: own, claimed: () => claimed }
}

/** Work that goes on until it is stopped. */
const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

describe('the life of a job', () => {
  it('ends as done when its work does, with what it claimed free before anybody hears of it', async () => {
    const { life, jobs, claimed } = await makeLife()
    const { id } = await life.begin(kept)
    expect(claimed()).toBe(1)
    const claimedAtEnd = new Promise((resolve) =>
      life.run(
        id,
        async () => ({ message: 'recorded', result: 'runs' }),
        () => resolve(claimed()),
      ),
    )
    expect(await claimedAtEnd).toBe(0)
    expect(jobs.get(id)).toMatchObject({ state: 'done', progress: 1, message: 'recorded', result: 'runs' })
    expect(() => life.find(id)).toThrow(`there is no recording ${id}: it has ended or was cancelled`)
  })

  it('does not begin where what it needs is taken, and leaves nothing behind', async () => {
    const { life, folders } = await makeLife()
    await life.begin(kept)
    await expect(life.begin(kept)).rejects.toThrow('the name is taken')
    expect(await readdir(folders.staging)).toHaveLength(1)
  })

  it('that fails says why, and can be taken up again', async () => {
    const { life, jobs, log } = await makeLife()
    const { id } = await life.begin(kept)
    life.run(id, async () => {
      throw new Error('the pool died')
    })
    await expect.poll(() => jobs.get(id)).toMatchObject({ state: 'failed', message: 'the pool died' })
    expect(log).toEqual(['Record runs: Error: the pool died'])
    life.claimAgain(id)
    life.run(id, async () => ({ message: 'recorded', result: 'runs' }))
    await expect.poll(() => jobs.get(id).state).toBe('done')
  })

  it('that is cancelled stops, and lies in the trash', async () => {
    const { life, jobs, folders, claimed } = await makeLife()
    const { id } = await life.begin(kept)
    life.run(id, untilStopped)
    await jobs.cancel(id)
    expect(jobs.get(id).state).toBe('cancelled')
    expect(claimed()).toBe(0)
    expect(await readdir(folders.staging)).toEqual([])
    expect(await readdir(folders.trash)).toEqual([expect.stringMatching(`-${id}$`)])
  })

  it('without a schema ends with the host, and has no folder', async () => {
    const { life, jobs, folders, claimed } = await makeLife(undefined, { schema: undefined })
    const { id } = await life.begin(kept)
    life.run(id, untilStopped)
    expect(await readdir(folders.staging)).toEqual([])
    await jobs.cancel(id)
    expect(claimed()).toBe(0)
    expect(await readdir(folders.trash)).toEqual([])
  })
})

describe('after the host was closed', () => {
  it('a job waits, as far on as it was, and its claim with it', async () => {
    const first = await makeLife()
    const { id } = await first.life.begin(kept)
    const { life, jobs, claimed } = await makeLife(first.folders)
    await life.recover(async () => ({ progress: 0.5, message: 'half' }))
    expect(jobs.list()).toMatchObject([
      { id, state: 'paused', progress: 0.5, message: 'half', title: 'Record runs' },
    ])
    expect(claimed()).toBe(1)
  })

  it('one that cannot be read is said and left alone, and hides no other', async () => {
    const first = await makeLife()
    const { id } = await first.life.begin(kept)
    const damaged = join(first.folders.staging, 'record-00000000-0000')
    await mkdir(damaged)
    await writeFile(join(damaged, 'job.json'), '{half')
    const { life, jobs, log } = await makeLife(first.folders)
    await life.recover(async () => ({ progress: 0, message: '' }))
    expect(jobs.list().map((job) => job.id)).toEqual([id])
    expect(log).toEqual([expect.stringContaining(`the recording in ${damaged} cannot be taken up`)])
    expect(await readdir(damaged)).toEqual(['job.json'])
  })
})
