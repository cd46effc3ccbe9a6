import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, type TaskPool, TaskTimeout } from '../platform/index.js'
import { NodeTaskPool } from '../platform/node.js'
import { type EntryNews, type EntryResults, type EntryTask, runEntryTask } from './entryTask.js'

type Pool = TaskPool<EntryTask, EntryResults[EntryTask['do']], EntryNews>

/** Megabytes of values that a thread may hold; arrays of bytes are bounded by what reads them. */
const MEMORY = 512
/** A roomy nursery: what one entry leaves behind is gone before it is looked through. */
const limits = { maxOldGenerationSizeMb: MEMORY, maxYoungGenerationSizeMb: 64 }
/** Threads stay for the next question so long, in milliseconds. */
const REST = 10_000

/**
 * Reads entries of the library in threads of their own, with limits of time and memory: whatever somebody put into a
 * file, it costs its own entry at most, never the host that everything else waits for.
 */
export class EntryReader {
  #pool: Pool | undefined
  #busy = 0
  #resting: ReturnType<typeof setTimeout> | undefined

  /** `milliseconds`: how long a task may go on without a word. */
  constructor(
    private readonly workers: string,
    readonly threads: number,
    private readonly milliseconds: number,
  ) {}

  /** Throws `InputError` where it took too long or too much memory and was given up. */
  async run<T extends EntryTask>(
    task: T,
    onProgress?: (news: EntryNews) => void,
  ): Promise<EntryResults[T['do']]> {
    clearTimeout(this.#resting)
    this.#busy++
    try {
      const result = await this.#start().run(task, { timeout: this.milliseconds, onProgress })
      return result as EntryResults[T['do']]
    } catch (error) {
      throw givenUp(error, this.milliseconds)
    } finally {
      if (--this.#busy === 0) this.#rest()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#resting)
    const pool = this.#pool
    this.#pool = undefined
    await pool?.close()
  }

  #start(): Pool {
    if (this.#pool) return this.#pool
    const script = join(this.workers, 'entry.mjs')
    // Without the bundle, as in a checkout that is not built, it runs in this thread.
    this.#pool = existsSync(script)
      ? new NodeTaskPool(script, this.threads, undefined, limits)
      : { size: 1, run: (task, options = {}) => runEntryTask(task, options), close: async () => {} }
    return this.#pool
  }

  #rest(): void {
    this.#resting = setTimeout(() => void this.close(), REST)
    this.#resting.unref()
  }
}

function givenUp(error: unknown, milliseconds: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (error instanceof TaskTimeout)
    return new InputError(`given up: to look at it took more than ${milliseconds / 1000} s`)
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new InputError(`given up: to look at it took more than ${MEMORY} MB of memory`)
  return error
}
