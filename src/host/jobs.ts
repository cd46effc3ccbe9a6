import { randomUUID } from 'node:crypto'
import { InputError } from '../platform/index.js'
import type { Job, JobState } from './contract.js'

/** What a kind of job does when it is told to stop for good. */
export interface JobOwner {
  cancel(): Promise<void> | void
  /** The job, which has ended, is taken off the list. */
  dismiss?(): Promise<void> | void
}

/** Ended jobs that stay on the list. */
const keptJobs = 100

/** The list of long jobs: who made one changes it here, and everyone hears of it. */
export class Jobs {
  readonly #jobs = new Map<string, { job: Job; owner: JobOwner }>()
  readonly #tell: (job: Job) => void

  constructor(tell: (job: Job) => void) {
    this.#tell = tell
  }

  add(job: Omit<Job, 'id' | 'startedAt'> & { id?: string; startedAt?: number }, owner: JobOwner): Job {
    const added: Job = { id: newJobId(job.kind), startedAt: Date.now(), ...job }
    this.#jobs.set(added.id, { job: added, owner })
    this.#forgetOldest()
    this.#tell(added)
    return added
  }

  list(): Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).sort((a, b) => b.startedAt - a.startedAt)
  }

  get(id: string): Job {
    return this.#find(id).job
  }

  update(id: string, change: Partial<Omit<Job, 'id'>>): Job {
    const entry = this.#find(id)
    entry.job = { ...entry.job, ...change }
    this.#tell(entry.job)
    return entry.job
  }

  /** Again for a job that has ended already is no error: the click and the end may cross. */
  async cancel(id: string): Promise<void> {
    const { job, owner } = this.#find(id)
    if (hasEnded(job.state)) return
    await owner.cancel()
    if (!hasEnded(this.get(id).state)) this.update(id, { state: 'cancelled', message: 'cancelled' })
  }

  async dismiss(id: string): Promise<void> {
    const { job, owner } = this.#find(id)
    if (!hasEnded(job.state)) throw new InputError(`"${job.title}" has not ended: cancel it first`)
    await owner.dismiss?.()
    this.#jobs.delete(id)
  }

  #find(id: string): { job: Job; owner: JobOwner } {
    const entry = this.#jobs.get(id)
    if (!entry)
      throw new InputError(`there is no job ${id}: it may have ended before Gaitway was started again`)
    return entry
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs.values()].filter(({ job }) => hasEnded(job.state))
    for (const { job } of ended.slice(0, Math.max(0, ended.length - keptJobs))) this.#jobs.delete(job.id)
  }
}

export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

/** Also the name of the job's folder in staging. */
export function newJobId(kind: Job['kind']): string {
  return `${kind}-${randomUUID().slice(0, 13)}`
}

export function isJobId(name: string): boolean {
  return /^[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}$/.test(name)
}
