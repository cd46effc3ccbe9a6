import { batch, computed, signal } from '@preact/signals'
import type { HostClient, Output } from '../../host/window.js'

export type DatasetSummary = Output<'library.list'>['datasets'][number]
export type ModelSummary = Output<'library.list'>['models'][number]

/** What the library holds, for every panel; it follows the host's events, so nobody has to ask again. */
export class LibraryStore {
  readonly datasets = signal<readonly DatasetSummary[]>([])
  readonly models = signal<readonly ModelSummary[]>([])
  /** False until the first answer: show skeletons, not empty states. */
  readonly ready = signal(false)
  readonly error = signal<Error | undefined>(undefined)
  readonly usableModels = computed(() => this.models.value.filter((model) => !model.error))
  readonly usableDatasets = computed(() => this.datasets.value.filter((dataset) => !dataset.error))
  #asking: Promise<void> | undefined
  #again = false

  constructor(private readonly host: HostClient) {
    host.listen((message) => {
      const asksAnew = message.event === 'connection' && message.data.online
      if (message.event === 'library' || asksAnew) void this.refresh()
    })
  }

  /** Asks the host; calls that come while an answer is under way lead to one more question, not to many. */
  refresh(): Promise<void> {
    if (this.#asking) {
      this.#again = true
      return this.#asking
    }
    this.#asking = this.#ask().finally(() => {
      this.#asking = undefined
      if (!this.#again) return
      this.#again = false
      void this.refresh()
    })
    return this.#asking
  }

  async #ask(): Promise<void> {
    try {
      const { datasets, models } = await this.host.call('library.list', {})
      batch(() => {
        this.datasets.value = newestFirst(datasets)
        this.models.value = newestFirst(models)
        this.ready.value = true
        this.error.value = undefined
      })
    } catch (error) {
      this.error.value = error instanceof Error ? error : new Error(String(error))
    }
  }
}

/** One's own first, newest on top; then what came with the program, and at the end what cannot be used. */
function newestFirst<T extends { shipped: boolean; createdAt: number; error?: string }>(
  entries: readonly T[],
): T[] {
  return entries.toSorted(
    (a, b) =>
      Number(a.error !== undefined) - Number(b.error !== undefined) ||
      Number(a.shipped) - Number(b.shipped) ||
      b.createdAt - a.createdAt,
  )
}
