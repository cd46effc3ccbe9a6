import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { InputError } from './errors.js'
import type { FromWorker, TaskOptions, TaskPool, ToWorker } from './tasks.js'

/** Cores that this process may use. */
export const cores = (): number => availableParallelism()

/**
 * The built bundle of a worker: beside the bundle that this code is in, else in the package's `dist/node`. Undefined
 * where the package is not built.
 */
export function workerScript(name: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const place of ['workers', 'dist/node/workers']) {
      const script = join(folder, place, `${name}.mjs`)
      if (existsSync(script)) return script
    }
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined
  }
}

interface Queued<Task, Result, Progress> {
  task: Task
  options: TaskOptions<Progress>
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Worker threads on the bundle `script`, whose entry calls `serveTasks`. */
export class NodeTaskPool<Init, Task, Result, Progress> implements TaskPool<Task, Result, Progress> {
  readonly size: number
  readonly #script: string
  readonly #init: Init
  readonly #queue: Queued<Task, Result, Progress>[] = []
  readonly #idle: Worker[] = []
  readonly #workers = new Set<Worker>()

  constructor(script: string, size: number, init: Init) {
    this.#script = script
    this.#init = init
    this.size = size
  }

  run(task: Task, options: TaskOptions<Progress> = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, options, resolve, reject })
      this.#next()
    })
  }

  async close(): Promise<void> {
    const workers = [...this.#workers]
    this.#workers.clear()
    this.#idle.length = 0
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #next(): void {
    if (this.#queue.length === 0) return
    const worker = this.#idle.pop() ?? (this.#workers.size < this.size ? this.#start() : undefined)
    if (worker) this.#give(worker, this.#queue.shift() as Queued<Task, Result, Progress>)
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#init })
    this.#workers.add(worker)
    return worker
  }

  #give(worker: Worker, { task, options, resolve, reject }: Queued<Task, Result, Progress>): void {
    const { signal, onProgress } = options
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    const send = (message: ToWorker<Task>) => worker.postMessage(message)
    const stop = () => send({ type: 'abort' })
    const release = (keep: boolean) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      signal?.removeEventListener('abort', stop)
      if (keep) this.#idle.push(worker)
      else this.#workers.delete(worker)
      this.#next()
    }
    const onMessage = (message: FromWorker<Result, Progress>) => {
      if (message.type === 'progress') onProgress?.(message.progress)
      else if (message.type === 'result') {
        release(true)
        resolve(message.result)
      } else if (message.type === 'error') {
        release(true)
        reject(signal?.aborted ? signal.reason : revive(message.error))
      }
    }
    const onError = (error: unknown) => {
      release(false)
      reject(error)
    }
    const onExit = (code: number) => onError(new Error(`a worker ended with ${code} in the middle of a task`))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    if (signal?.aborted) {
      release(true)
      reject(signal.reason)
      return
    }
    signal?.addEventListener('abort', stop, { once: true })
    send({ type: 'task', task })
  }
}

/** Errors cross to another thread as plain objects; bad input must stay recognisable. */
function revive({ name, message, stack }: { name: string; message: string; stack?: string }): Error {
  const error = name === 'InputError' ? new InputError(message) : new Error(message)
  error.name = name
  if (stack) error.stack = stack
  return error
}
