import { computed, signal } from '@preact/signals'
import type { HostClient, Output } from '../../host/window.js'

export type Job = Output<'jobs.list'>[number]

/** The host's long jobs as it tells of them, newest first. */
export class JobsStore {
  readonly jobs = signal<readonly Job[]>([])
  /** Whether the host tells of changes just now. */
  readonly online = signal(true)
  /** Whether another host has the address of this page, which will hear of nothing any more. */
  readonly replaced = signal(false)
  readonly running = computed(() => this.jobs.value.filter((job) => job.state === 'running'))

  readonly #ended = new Set<(job: Job) => void>()

  constructor(private readonly host: HostClient) {
    host.listen((message) => {
      if (message.event === 'job') this.put(message.data)
      if (message.event === 'connection') {
        this.online.value = message.data.online
        this.replaced.value = message.data.replaced === true
        if (message.data.online) void this.refresh().catch(() => (this.online.value = false))
      }
    })
  }

  async refresh(): Promise<void> {
    const jobs = await this.host.call('jobs.list', {})
    this.jobs.value = jobs.toSorted((a, b) => b.startedAt - a.startedAt)
  }

  find(id: string | undefined): Job | undefined {
    return this.jobs.value.find((job) => job.id === id)
  }

  /** Hears of every job that ends while this window watches. */
  onEnd(handler: (job: Job) => void): void {
    this.#ended.add(handler)
  }

  put(job: Job): void {
    const before = this.find(job.id)?.state
    const ends = before === 'running' && job.state !== 'running' && job.state !== 'paused'
    const others = this.jobs.value.filter((other) => other.id !== job.id)
    this.jobs.value = [job, ...others].toSorted((a, b) => b.startedAt - a.startedAt)
    if (ends) for (const handler of this.#ended) handler(job)
  }

  async cancel(jobId: string): Promise<void> {
    await this.host.call('jobs.cancel', { jobId })
  }
}
