import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { envOptionsOf, parseLevel } from '../game/index.js'
import { counted, InputError, type TaskPool } from '../platform/index.js'
import { NodeFiles, NodeTaskPool } from '../platform/node.js'
import { contract, Id, type Input, type Job } from './contract.js'
import { type Folders, ownFolder } from './folders.js'
import { type Finished, JobLife, type Surroundings } from './jobLife.js'
import { hasEnded, type Jobs } from './jobs.js'
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

/** What is kept of a batch on the disk, beside the episodes recorded so far. */
const Kept = v.object({
  kind: v.literal('record'),
  title: v.string(),
  startedAt: v.number(),
  dataset: Id,
  request: v.object({
    ...v.omit(contract['record.start'].input, ['dataset']).entries,
    envOptions: v.record(v.string(), v.unknown()),
  }),
})
type Kept = v.InferOutput<typeof Kept>

type Pool = TaskPool<RecordTask, void, number>

/**
 * Scripted episodes, recorded in worker threads. Every episode is on the disk when it is recorded: a batch can be
 * finished early with what there is, goes on after a crash, and ends with the dataset in its place.
 */
export class RecordJobs {
  readonly #life: JobLife<Kept>
  readonly #files = new NodeFiles()
  readonly #folders: Folders
  readonly #library: Library
  readonly #jobs: Jobs
  readonly #threads: number
  readonly #version: string
  #pool: Pool | undefined

  constructor(surroundings: Surroundings, library: Library, threads: number, version: string) {
    this.#folders = surroundings.folders
    this.#jobs = surroundings.jobs
    this.#library = library
    this.#threads = threads
    this.#version = version
    this.#life = new JobLife(
      {
        kind: 'record',
        noun: 'recording',
        claim: ({ dataset, title }) => library.reserve('datasets', dataset, title),
        schema: Kept,
      },
      surroundings,
    )
  }

  /** Takes up what earlier runs of the host left; each waits to be resumed or finished. */
  recover(): Promise<void> {
    return this.#life.recover(async (id, { request: { episodes } }) => {
      const done = (await recordedEpisodes(this.#episodes(id))).size
      return {
        progress: done / episodes,
        message: `Gaitway was closed after ${done} of ${counted(episodes, 'episode')}`,
      }
    })
  }

  async start({ dataset, ...asked }: Input<'record.start'>): Promise<Job> {
    const title = `Record ${dataset}`
    const envOptions = await this.#envOptions(asked.level)
    // Flat ground is the environment's own, whatever the level is called.
    const level = Object.keys(envOptions).length > 0 ? asked.level : ''
    const request: RecordRequest = { ...asked, level, envOptions }
    checkRecordRequest(request)
    const { id } = await this.#life.begin({ kind: 'record', title, startedAt: Date.now(), dataset, request })
    return this.#run(id, true)
  }

  /** Stops after the episodes that are there, and saves those. */
  async finish(jobId: string): Promise<Job> {
    this.#life.find(jobId)
    await this.#life.halt(jobId)
    // It may have come to its end by itself while it was being stopped.
    if (hasEnded(this.#jobs.get(jobId).state)) return this.#jobs.get(jobId)
    if ((await recordedEpisodes(this.#episodes(jobId))).size === 0)
      throw new InputError('there is no whole episode yet: wait for the first, or cancel')
    return this.#run(jobId, false)
  }

  async resume(jobId: string): Promise<Job> {
    return this.#life.isRunning(jobId) ? this.#jobs.get(jobId) : this.#run(jobId, true)
  }

  /** Batches stop between two steps; the next start of the host finds them. */
  async close(): Promise<void> {
    await this.#life.haltAll()
    await this.#pool?.close()
  }

  /** Starts it in the background: the rest of the episodes if wanted, then the dataset. */
  #run(jobId: string, recordRest: boolean): Job {
    this.#life.claimAgain(jobId)
    const kept = this.#life.find(jobId)
    return this.#life.run(
      jobId,
      (signal) => this.#recordAndSave(jobId, kept, recordRest, signal).finally(() => this.#restPool(jobId)),
      () => this.#library.changed('datasets'),
    )
  }

  async #recordAndSave(
    jobId: string,
    kept: Kept,
    recordRest: boolean,
    signal: AbortSignal,
  ): Promise<Finished> {
    const { request, dataset } = kept
    const folder = this.#episodes(jobId)
    const pool = this.#startPool()
    const done = await recordedEpisodes(folder)
    const tell = () => {
      // What is recorded while it stops is kept, but how it ended is said by who stopped it.
      if (signal.aborted) return
      this.#jobs.update(jobId, {
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
    this.#jobs.update(jobId, { message: `writes ${counted(done.size, 'episode')}` })
    const parent = join(this.#life.folder(jobId), 'dataset')
    await this.#files.remove(parent)
    await pool.run(
      { do: 'dataset', request, version: this.#version, folder, parent, name: dataset },
      { signal },
    )
    signal.throwIfAborted()
    await placeFolder(this.#folders, join(parent, dataset), ownFolder(this.#folders, 'datasets', dataset), {
      replace: false,
      obsolete: [this.#life.folder(jobId)],
    })
    return { message: counted(done.size, 'episode'), result: dataset }
  }

  #startPool(): Pool {
    if (this.#pool) return this.#pool
    const script = join(this.#folders.workers, 'record.mjs')
    // Without the bundle, as in a checkout that is not built, it runs in this thread.
    this.#pool = existsSync(script)
      ? new NodeTaskPool<undefined, RecordTask, void, number>(script, this.#threads, undefined)
      : { size: 1, run: runRecordTask, close: async () => {} }
    return this.#pool
  }

  /** Idle threads keep a simulation each in memory: hundreds of megabytes for nothing. */
  #restPool(ended: string): void {
    if (this.#life.ids().some((id) => id !== ended && this.#life.isRunning(id))) return
    const pool = this.#pool
    this.#pool = undefined
    void pool?.close()
  }

  async #envOptions(level: string): Promise<Record<string, unknown>> {
    if (level === '') return {}
    const levels = await listLevels(this.#folders.levels)
    const found = levels.find(({ id }) => id === level)
    if (!found)
      throw new InputError(`there is no level ${level}; there are ${levels.map(({ id }) => id).join(', ')}`)
    if (found.error) throw new InputError(found.error)
    return envOptionsOf(parseLevel(found.level, `levels/${level}.json`))
  }

  #episodes(jobId: string): string {
    return join(this.#life.folder(jobId), 'episodes')
  }
}
