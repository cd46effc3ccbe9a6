import { join } from 'node:path'
import { InputError, messageOf } from '../platform/index.js'
import { EntryReader } from './entryReader.js'
import { type Entry, type Extent, type Summary, unusable } from './summaries.js'

/** How long one entry may take, in milliseconds. */
const ENTRY_TIME = 1000
/** How long a list waits for all of its entries. */
const LIST_TIME = 1800
/** Entries that a thread is asked for at once: few, so that one that hangs keeps few others waiting. */
const BATCH = 25

const keyOf = ({ parent, id }: Entry) => join(parent, id)

/**
 * The summaries of entries: each is made once for every state of its files, also where that failed or was given up. They
 * are made in threads; one entry that cannot be read costs its own time, and never hides the others.
 */
export class SummaryBook {
  readonly #reader: EntryReader
  /** By folder. */
  readonly #known = new Map<string, { stamp: string; summary: Summary }>()
  #closed = false

  constructor(workers: string) {
    this.#reader = new EntryReader(workers, 2, ENTRY_TIME)
  }

  /**
   * In the order of the entries, without those that are gone. The answer comes in two seconds: where one is not made by
   * then, its card says so, and `late` is called when all are.
   */
  async all(entries: readonly Entry[], late: () => void): Promise<Summary[]> {
    const made = new Map<string, Summary | null>()
    const survey = this.#survey(entries, made)
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), LIST_TIME)
    })
    if ((await Promise.race([survey, patience])) === 'late')
      survey.then(
        () => !this.#closed && late(),
        () => {},
      )
    clearTimeout(timer)
    return entries.flatMap((entry) => {
      const summary = made.get(keyOf(entry))
      if (summary === null) return []
      return summary ?? unusable(entry, `${entry.id} is still being looked at: one moment`)
    })
  }

  async one(entry: Entry): Promise<Summary> {
    const made = new Map<string, Summary | null>()
    await this.#survey([entry], made)
    const summary = made.get(keyOf(entry))
    if (!summary) throw new InputError(`there is no ${entry.id} in the library any more`)
    return summary
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#reader.close()
  }

  /** Fills `made` as the summaries come. */
  async #survey(entries: readonly Entry[], made: Map<string, Summary | null>): Promise<void> {
    const batches: Entry[][] = []
    for (let start = 0; start < entries.length; start += BATCH)
      batches.push(entries.slice(start, start + BATCH))
    const lane = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await this.#make(batch, made)
    }
    await Promise.all(Array.from({ length: this.#reader.threads }, lane))
  }

  async #make(batch: readonly Entry[], made: Map<string, Summary | null>): Promise<void> {
    for (let left = batch; left.length > 0 && !this.#closed;) {
      /** How many are done, and what is known of the one that is next. */
      let done = 0
      let extent: Extent | undefined
      const keep = (summary: Summary | null | 'unchanged') => {
        const key = keyOf(left[done])
        if (summary === null) this.#known.delete(key)
        else if (summary !== 'unchanged' && extent) this.#known.set(key, { stamp: extent.stamp, summary })
        made.set(key, summary === 'unchanged' ? (this.#known.get(key)?.summary ?? null) : summary)
        done++
        extent = undefined
      }
      try {
        const asked = left.map((entry) => ({ entry, stamp: this.#known.get(keyOf(entry))?.stamp }))
        await this.#reader.run({ do: 'summaries', entries: asked }, (news) => {
          if ('extent' in news) extent = news.extent
          else keep(news.summary)
        })
        return
      } catch (error) {
        if (this.#closed) throw error
        // What was not given up is no fault of one entry: the next would fare no better.
        const blamed = error instanceof InputError ? left.slice(done, done + 1) : left.slice(done)
        for (const entry of blamed) keep(unusable(entry, `${entry.id}: ${messageOf(error)}`, extent))
        left = left.slice(done)
      }
    }
  }
}
