import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { envOptionsOf, parseLevel } from '../game/index.js'
import { counted } from '../platform/counted.js'
import { InputError, messageOf } from '../platform/errors.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import { NodeTaskPool } from '../platform/nodeTaskPool.js'
import { readAs } from '../platform/schema.js'
import type { TaskPool } from '../platform/tasks.js'
import { contract, type Input, type Job } from './contract.js'
import { type Folders, ownFolder } from './folders.js'
import { jobsIn, readJobFile } from './jobFiles.js'
import { hasEnded, type Jobs, newJobId } from './jobs.js'
import { listLevels } from './levels.js'
import type { Library } from './library.js'
import { placeFolder } from './placing.js'
import {
  checkRecordRequest,
  recordedEpisodes,
  type RecordRequest,
  type RecordTask,
  runRecordTask,
} from './recordTask.js'
import type { Trash } from './trash.js'

/** What is kept of a batch on the disk, beside the episodes recorded so far. */
const Kept = v.object({
  kind: v.literal('record'),
  title: v.string(),
  startedAt: v.number(),
  dataset: v.string(),
  request: v.object({
    ...v.omit(contract['record.start'].input, ['dataset']).entries,
    envOptions: v.record(v.string(), v.unknown()),
  }),
})
type Kept = v.InferOutput<typeof Kept>

interface Batch {
  kept: Kept
  /** While it runs: stops it, without losing what is recorded. */
  stop: AbortController | undefined
  /** Ends when nothing is running any more. */
  running: Promise<void>
  release: () => void
}

type Pool = TaskPool<RecordTask, void, number>

/**
 * Scripted episodes, recorded in worker threads. Every episode is on the disk when it is recorded: a batch can be
 * finished early with what there is, goes on after a crash, and ends with the dataset in its place.
 */
export class RecordJobs {
  readonly #batches = new Map<string, Batch>()
  readonly #files = new NodeFiles()
  #pool: Pool | undefined

  constructor(
    private readonly folders: Folders,
    private readonly library: Library,
    private readonly jobs: Jobs,
    private readonly trash: Trash,
    private readonly log: (line: string) => void,
    private readonly threads: number,
    private readonly version: string,
  ) {}

  /** Takes up what earlier runs of the host left; each waits to be resumed or finished. */
  async recover(): Promise<void> {
    for (const name of await jobsIn(this.folders.staging, 'record-')) {
      try {
        const kept = readAs(Kept, await readJobFile(this.folders.staging, name), 'job.json')
        const done = (await recordedEpisodes(this.#episodes(name))).size
        this.#add(name, kept, this.#reserveIfFree(kept))
        this.jobs.update(name, {
          state: 'paused',
          progress: done / kept.request.episodes,
          message: `Gaitway was closed after ${done} of ${counted(kept.request.episodes, 'episode')}`,
        })
      } catch (error) {
        this.log(
          `the recording in ${join(this.folders.staging, name)} cannot be taken up: ${messageOf(error)}`,
        )
      }
    }
  }

  async start({ dataset, ...asked }: Input<'record.start'>): Promise<Job> {
    const title = `Record ${dataset}`
    const envOptions = await this.#envOptions(asked.level)
    // Flat ground is the environment's own, whatever the level is called.
    const level = Object.keys(envOptions).length > 0 ? asked.level : ''
    const request: RecordRequest = { ...asked, level, envOptions }
    checkRecordRequest(request)
    const release = this.library.reserve('datasets', dataset, title)
    const id = newJobId('record')
    const kept: Kept = {
      kind: 'record',
      title,
      startedAt: Date.now(),
      dataset,
      request,
    }
    try {
      await this.#files.writeAtomic(
        join(this.folders.staging, id, 'job.json'),
        new TextEncoder().encode(JSON.stringify(kept)),
      )
    } catch (error) {
      release()
      throw error
    }
    const job = this.#add(id, kept, release)
    this.#run(id, true)
    return job
  }

  /** Stops after the episodes that are there, and saves those. */
  async finish(jobId: string): Promise<Job> {
    const batch = this.#find(jobId)
    await this.#halt(batch)
    // It may have come to its end by itself while it was being stopped.
    if (hasEnded(this.jobs.get(jobId).state)) return this.jobs.get(jobId)
    if ((await recordedEpisodes(this.#episodes(jobId))).size === 0)
      throw new InputError('there is no whole episode yet: wait for the first, or cancel')
    return this.#run(jobId, false)
  }

  async resume(jobId: string): Promise<Job> {
    const batch = this.#find(jobId)
    if (batch.stop) return this.jobs.get(jobId)
    return this.#run(jobId, true)
  }

  /** Batches stop between two steps; the next start of the host finds them. */
  async close(): Promise<void> {
    await Promise.all([...this.#batches.values()].map((batch) => this.#halt(batch)))
    await this.#pool?.close()
  }

  #add(id: string, kept: Kept, release: () => void): Job {
    this.#batches.set(id, { kept, stop: undefined, running: Promise.resolve(), release })
    const end = async () => {
      const batch = this.#batches.get(id)
      if (!batch) return
      await this.#halt(batch)
      batch.release()
      this.#batches.delete(id)
      await this.trash.put(join(this.folders.staging, id))
    }
    const { title, startedAt } = kept
    return this.jobs.add(
      { id, kind: 'record', title, startedAt, state: 'running', progress: 0, message: 'is about to begin' },
      {
        cancel: async () => {
          this.jobs.update(id, { state: 'cancelled', message: 'cancelled' })
          await end()
        },
        dismiss: end,
      },
    )
  }

  /** Starts it in the background: the rest of the episodes if wanted, then the dataset. */
  #run(jobId: string, recordRest: boolean): Job {
    const batch = this.#find(jobId)
    const { kept } = batch
    batch.release()
    batch.release = this.library.reserve('datasets', kept.dataset, kept.title)
    const stop = new AbortController()
    batch.stop = stop
    batch.running = this.#recordAndSave(jobId, kept, recordRest, stop.signal)
      .catch((error: unknown) => {
        if (stop.signal.aborted) return
        if (!(error instanceof InputError)) this.log(`${kept.title}: ${String(error)}`)
        const reason = messageOf(error)
        this.jobs.update(jobId, { state: 'failed', message: reason })
      })
      .finally(() => {
        if (batch.stop === stop) batch.stop = undefined
        this.#restPool()
      })
    return this.jobs.update(jobId, { state: 'running' })
  }

  async #recordAndSave(jobId: string, kept: Kept, recordRest: boolean, signal: AbortSignal): Promise<void> {
    const { request, dataset } = kept
    const folder = this.#episodes(jobId)
    const pool = this.#startPool()
    const done = await recordedEpisodes(folder)
    const tell = () => {
      // What is recorded while it stops is kept, but how it ended is said by who stopped it.
      if (signal.aborted) return
      this.jobs.update(jobId, {
        progress: (0.98 * done.size) / request.episodes,
        message: `${done.size} of ${counted(request.episodes, 'episode')}`,
      })
    }
    if (recordRest) {
      tell()
      // Only as many tasks as threads are handed out, so that a stop has little to wait for.
      const left = Array.from({ length: request.episodes }, (_, index) => index).filter(
        (index) => !done.has(index),
      )
      const lane = async () => {
        for (let index = left.shift(); index !== undefined; index = left.shift()) {
          signal.throwIfAborted()
          await pool.run({ do: 'episode', request, index, folder }, { signal })
          done.add(index)
          tell()
        }
      }
      const lanes = Array.from({ length: pool.size }, () =>
        lane().catch((error: unknown) => {
          left.length = 0
          throw error
        }),
      )
      for (const { reason } of (await Promise.allSettled(lanes)).filter((end) => end.status === 'rejected'))
        throw reason
    }
    signal.throwIfAborted()
    this.jobs.update(jobId, { message: `writes ${counted(done.size, 'episode')}` })
    const parent = join(this.folders.staging, jobId, 'dataset')
    await this.#files.remove(parent)
    await pool.run(
      { do: 'dataset', request, version: this.version, folder, parent, name: dataset },
      { signal },
    )
    signal.throwIfAborted()
    await placeFolder(this.folders, join(parent, dataset), ownFolder(this.folders, 'datasets', dataset), {
      replace: false,
      obsolete: [join(this.folders.staging, jobId)],
    })
    this.#batches.get(jobId)?.release()
    this.#batches.delete(jobId)
    this.jobs.update(jobId, {
      state: 'done',
      progress: 1,
      message: counted(done.size, 'episode'),
      result: dataset,
    })
    this.library.changed('datasets')
  }

  async #halt(batch: Batch): Promise<void> {
    batch.stop?.abort()
    await batch.running
  }

  /** After a restart: a name that was taken meanwhile is told when the batch is resumed. */
  #reserveIfFree({ dataset, title }: Kept): () => void {
    try {
      return this.library.reserve('datasets', dataset, title)
    } catch {
      return () => {}
    }
  }

  #startPool(): Pool {
    if (this.#pool) return this.#pool
    const script = join(this.folders.workers, 'record.mjs')
    // Without the bundle, as in a checkout that is not built, it runs in this thread.
    this.#pool = existsSync(script)
      ? new NodeTaskPool<undefined, RecordTask, void, number>(script, this.threads, undefined)
      : { size: 1, run: runRecordTask, close: async () => {} }
    return this.#pool
  }

  /** Idle threads keep a simulation each in memory: hundreds of megabytes for nothing. */
  #restPool(): void {
    if ([...this.#batches.values()].some(({ stop }) => stop !== undefined)) return
    const pool = this.#pool
    this.#pool = undefined
    void pool?.close()
  }

  async #envOptions(level: string): Promise<Record<string, unknown>> {
    if (level === '') return {}
    const levels = await listLevels(this.folders.levels)
    const found = levels.find(({ id }) => id === level)
    if (!found)
      throw new InputError(`there is no level ${level}; there are ${levels.map(({ id }) => id).join(', ')}`)
    if (found.error) throw new InputError(found.error)
    return envOptionsOf(parseLevel(found.level, `levels/${level}.json`))
  }

  #episodes(jobId: string): string {
    return join(this.folders.staging, jobId, 'episodes')
  }

  #find(jobId: string): Batch {
    const batch = this.#batches.get(jobId)
    if (!batch) throw new InputError(`there is no recording ${jobId}: it has ended or was cancelled`)
    return batch
  }
}
