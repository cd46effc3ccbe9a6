import { join } from 'node:path'
import type * as v from 'valibot'
import { InputError, messageOf, readAs } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Job } from './contract.js'
import type { Folders } from './folders.js'
import { forPeople } from './forPeople.js'
import { jobsIn, readJob } from './jobFolder.js'
import { hasEnded, type Jobs, newJobId } from './jobs.js'
import type { Trash } from './trash.js'

/** What every job knows of itself. */
export interface Kept {
  kind: Job['kind']
  title: string
  /** Milliseconds since 1970. */
  startedAt: number
}

/** What a kind of job says of itself; all else of its life is the same for every kind. */
export interface JobKind<K extends Kept> {
  kind: K['kind']
  /** In a sentence: "there is no training train-1". */
  noun: string
  /** Keeps what it needs in the library to itself, until the function returned is called; throws where it cannot. */
  claim(kept: K): () => void
  /** Of its `job.json` in staging, for one that outlives the host. */
  schema?: v.GenericSchema<unknown, K>
}

/** How work that came to its end says so. */
export interface Finished {
  message: string
  /** The dataset or model it made; where it pushed to. */
  result: string
}

/** What all kinds of jobs stand on. */
export interface Surroundings {
  folders: Folders
  jobs: Jobs
  trash: Trash
  log: (line: string) => void
}

interface Entry<K> {
  kept: K
  /** Gives free what was claimed. */
  release: () => void
  /** While it runs in the host. */
  stop?: AbortController
  /** Ends, and never rejects, when nothing is running any more. */
  running: Promise<void>
}

/**
 * The life of all jobs of one kind: begun, kept on the disk, run, stopped, taken up again after the host was closed,
 * ended. One with a schema has a folder of its name in staging; cancelled or taken off the list, that goes to the trash.
 */
export class JobLife<K extends Kept> {
  readonly #entries = new Map<string, Entry<K>>()
  readonly #files = new NodeFiles()
  readonly #kind: JobKind<K>
  readonly #surroundings: Surroundings

  constructor(kind: JobKind<K>, surroundings: Surroundings) {
    this.#kind = kind
    this.#surroundings = surroundings
  }

  /** Takes up what earlier runs of the host left; each is paused, as far on as `describe` says. */
  async recover(
    describe: (id: string, kept: K) => Promise<{ progress: number; message: string }>,
  ): Promise<void> {
    const { folders, jobs, log } = this.#surroundings
    for (const name of await jobsIn(folders.staging, `${this.#kind.kind}-`)) {
      try {
        const kept = readAs(this.#kind.schema!, await readJob(folders.staging, name), 'job.json')
        const paused = await describe(name, kept)
        this.#add(name, kept, this.#claimIfFree(kept))
        jobs.update(name, { state: 'paused', ...paused })
      } catch (error) {
        log(
          `the ${this.#kind.noun} in ${join(folders.staging, name)} cannot be taken up: ${messageOf(error)}`,
        )
      }
    }
  }

  /** Begins a job, with what it needs claimed and its state on the disk. */
  async begin(kept: K, job: { subject?: string; message?: string } = {}): Promise<Job> {
    const release = this.#kind.claim(kept)
    const id = newJobId(kept.kind)
    try {
      await this.keep(id, kept)
    } catch (error) {
      release()
      throw error
    }
    return this.#add(id, kept, release, job)
  }

  /** Writes down where it stands, for the next start of the host. */
  async keep(id: string, kept = this.find(id)): Promise<void> {
    if (!this.#kind.schema) return
    await this.#files.writeAtomic(
      join(this.folder(id), 'job.json'),
      new TextEncoder().encode(JSON.stringify(kept)),
    )
  }

  keepAll(): Promise<unknown> {
    return Promise.all([...this.#entries.keys()].map((id) => this.keep(id)))
  }

  /** Its folder in staging. */
  folder(id: string): string {
    return join(this.#surroundings.folders.staging, id)
  }

  find(id: string): K {
    return this.#entry(id).kept
  }

  isRunning(id: string): boolean {
    return this.#entry(id).stop !== undefined
  }

  ids(): string[] {
    return [...this.#entries.keys()]
  }

  /** Claims anew what it needs: after a restart somebody else may have it, which is told now. */
  claimAgain(id: string): void {
    const entry = this.#entry(id)
    entry.release()
    entry.release = () => {}
    entry.release = this.#kind.claim(entry.kept)
  }

  /**
   * Runs its work in the background. Nobody hears of the end before what was claimed is free. What fails says why; a
   * job that outlives the host can then be taken up again. How a stopped one ended is said by who stopped it.
   */
  run(id: string, work: (signal: AbortSignal) => Promise<Finished>, onDone: () => void = () => {}): Job {
    const entry = this.#entry(id)
    entry.stop = new AbortController()
    entry.running = this.#toItsEnd(id, entry, work(entry.stop.signal), onDone)
    return this.#surroundings.jobs.update(id, { state: 'running' })
  }

  async #toItsEnd(id: string, entry: Entry<K>, work: Promise<Finished>, onDone: () => void): Promise<void> {
    const { stop } = entry
    try {
      this.done(id, await work)
      onDone()
    } catch (error) {
      if (!this.#kind.schema) this.#forget(id)
      if (stop?.signal.aborted) return
      const words = forPeople(error)
      if (words === undefined) this.#surroundings.log(`${entry.kept.title}: ${String(error)}`)
      this.#surroundings.jobs.update(id, { state: 'failed', message: words ?? messageOf(error) })
    } finally {
      if (entry.stop === stop) entry.stop = undefined
    }
  }

  /** Stops what runs, where it can go on. */
  async halt(id: string): Promise<void> {
    const entry = this.#entries.get(id)
    entry?.stop?.abort()
    await entry?.running
  }

  /** It has come to its end, and its folder is where it belongs. */
  done(id: string, finished: Finished): void {
    this.#forget(id)
    this.#surroundings.jobs.update(id, { state: 'done', progress: 1, ...finished })
  }

  /** Ends it for good. What it had lies in the trash for a week. */
  async end(id: string): Promise<void> {
    await this.halt(id)
    if (!this.#entries.has(id)) return
    this.#forget(id)
    if (this.#kind.schema) await this.#surroundings.trash.put(this.folder(id))
  }

  async haltAll(): Promise<void> {
    await Promise.all(this.ids().map((id) => this.halt(id)))
  }

  #add(id: string, kept: K, release: () => void, job: { subject?: string; message?: string } = {}): Job {
    this.#entries.set(id, { kept, release, running: Promise.resolve() })
    const { kind, title, startedAt } = kept
    return this.#surroundings.jobs.add(
      { id, kind, title, startedAt, state: 'running', progress: 0, message: 'is about to begin', ...job },
      // One that failed keeps its folder until it is taken off the list.
      { cancel: () => this.end(id), dismiss: () => this.end(id) },
    )
  }

  #forget(id: string): void {
    this.#entries.get(id)?.release()
    this.#entries.delete(id)
  }

  #entry(id: string): Entry<K> {
    const entry = this.#entries.get(id)
    if (!entry) throw new InputError(`there is no ${this.#kind.noun} ${id}: it has ended or was cancelled`)
    return entry
  }

  /** After a restart: a name that was taken meanwhile is told when the job is resumed. */
  #claimIfFree(kept: K): () => void {
    try {
      return this.#kind.claim(kept)
    } catch {
      return () => {}
    }
  }
}

/** Passes on at most four of these a second, and none once the job has ended. */
export function atMostOften<T>(jobs: Jobs, id: string, tell: (value: T) => void): (value: T) => void {
  let toldAt = 0
  return (value) => {
    if (hasEnded(jobs.get(id).state) || Date.now() - toldAt < 250) return
    toldAt = Date.now()
    tell(value)
  }
}
