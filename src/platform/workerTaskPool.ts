import { InputError } from './errors.js'
import { type FromWorker, type PoolOptions, type TaskPool, TaskTimeout, type ToWorker } from './tasks.js'

/** A worker as a pool sees it, whatever runs it. */
export interface WorkerLink<Task, Result, Progress> {
  send(message: ToWorker<Task>): void
  /** Called once, at the start; `onEnd` is told where the worker died. */
  listen(onMessage: (message: FromWorker<Result, Progress>) => void, onEnd: (error: unknown) => void): void
  terminate(): Promise<unknown> | void
}

interface Queued<Task, Result, Progress> {
  task: Task
  options: PoolOptions<Progress>
  /** Called with each word of the worker that it is at. */
  heard?(): void
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Workers that share a queue of tasks, started when they are first needed. One that dies is replaced. */
export class WorkerTaskPool<Task, Result, Progress> implements TaskPool<Task, Result, Progress> {
  readonly size: number
  readonly #start: () => WorkerLink<Task, Result, Progress>
  readonly #queue: Queued<Task, Result, Progress>[] = []
  /** Every worker that lives, with the task that it is at. */
  readonly #workers = new Map<
    WorkerLink<Task, Result, Progress>,
    Queued<Task, Result, Progress> | undefined
  >()

  constructor(start: () => WorkerLink<Task, Result, Progress>, size: number) {
    this.#start = start
    this.size = size
  }

  run(task: Task, options: PoolOptions<Progress> = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, options, resolve, reject })
      this.#next()
    })
  }

  /** Ends the workers; what they were at, and what waits, is rejected. */
  async close(): Promise<void> {
    const workers = [...this.#workers]
    this.#workers.clear()
    const unfinished = [...workers.flatMap(([, job]) => job ?? []), ...this.#queue.splice(0)]
    for (const { reject } of unfinished) reject(new Error('the workers were closed'))
    await Promise.all(workers.map(([worker]) => worker.terminate()))
  }

  #next(): void {
    const job = this.#queue[0]
    if (!job) return
    if (job.options.signal?.aborted) {
      this.#queue.shift()
      job.reject(job.options.signal.reason)
      this.#next()
      return
    }
    const worker = this.#idle() ?? (this.#workers.size < this.size ? this.#open() : undefined)
    if (!worker) return
    this.#queue.shift()
    this.#give(worker, job)
    this.#next()
  }

  #idle(): WorkerLink<Task, Result, Progress> | undefined {
    for (const [worker, job] of this.#workers) if (!job) return worker
    return undefined
  }

  #open(): WorkerLink<Task, Result, Progress> {
    const worker = this.#start()
    this.#workers.set(worker, undefined)
    worker.listen(
      (message) => this.#hear(worker, message),
      (error) => {
        const job = this.#workers.get(worker)
        this.#workers.delete(worker)
        job?.reject(error)
        this.#next()
      },
    )
    return worker
  }

  #give(worker: WorkerLink<Task, Result, Progress>, job: Queued<Task, Result, Progress>): void {
    const { signal, timeout } = job.options
    const stop = () => worker.send({ type: 'abort' })
    signal?.addEventListener('abort', stop, { once: true })
    let timer: ReturnType<typeof setTimeout> | undefined
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    this.#workers.set(worker, {
      ...job,
      // Not from when it was sent: a worker that is only starting has not had its time yet. In two halves, since this
      // thread may be the one that was held up: then what the worker said meanwhile is heard in between.
      heard: () => {
        clearTimeout(timer)
        if (timeout === undefined) return
        const second = () => {
          timer = setTimeout(() => this.#giveUp(worker), timeout / 2)
        }
        timer = setTimeout(second, timeout / 2)
      },
      resolve: (result) => {
        done()
        job.resolve(result)
      },
      reject: (error) => {
        done()
        job.reject(error)
      },
    })
    try {
      worker.send({ type: 'task', task: job.task })
    } catch (error) {
      // A task that cannot be copied; the worker never saw it.
      this.#hear(worker, { type: 'error', error: error as Error })
    }
  }

  /** A worker that is busy hears nothing: it is ended, and another started for what comes next. */
  #giveUp(worker: WorkerLink<Task, Result, Progress>): void {
    const job = this.#workers.get(worker)
    this.#workers.delete(worker)
    void worker.terminate()
    job?.reject(new TaskTimeout(`a task was silent for ${job.options.timeout} ms`))
    this.#next()
  }

  #hear(worker: WorkerLink<Task, Result, Progress>, message: FromWorker<Result, Progress>): void {
    const job = this.#workers.get(worker)
    if (!job) return
    if (message.type === 'begun' || message.type === 'progress') job.heard?.()
    if (message.type === 'begun') return
    if (message.type === 'progress') {
      job.options.onProgress?.(message.progress)
      return
    }
    this.#workers.set(worker, undefined)
    const { signal } = job.options
    if (message.type === 'result') job.resolve(message.result)
    else job.reject(signal?.aborted ? signal.reason : revive(message.error))
    this.#next()
  }
}

/** Errors cross to another thread as plain objects; bad input must stay recognisable. */
function revive({ name, message, stack }: { name: string; message: string; stack?: string }): Error {
  const error = name === 'InputError' ? new InputError(message) : new Error(message)
  error.name = name
  if (stack) error.stack = stack
  return error
}
