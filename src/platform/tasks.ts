/** How one task goes: told while it runs, stopped from outside. */
export interface TaskOptions<P> {
  onProgress?: (progress: P) => void
  signal?: AbortSignal
}

/** How one task of a pool goes. */
export interface PoolOptions<P> extends TaskOptions<P> {
  /** Milliseconds without a word, once a worker has begun it: then it is ended with its worker, a `TaskTimeout`. */
  timeout?: number
}

/** A task was silent for longer than it was given; its worker was ended in the middle of it. */
export class TaskTimeout extends Error {
  override name = 'TaskTimeout'
}

/** Answers tasks, one after the other; what `init` a pool was opened with is at hand since before the first. */
export type TaskHandler<Task, Result, Progress> = (
  task: Task,
  options: Required<TaskOptions<Progress>>,
) => Promise<Result>

/** A worker's side of a pool: makes its handler once, from what the pool was opened with. */
export type TaskServer<Init, Task, Result, Progress> = (
  init: Init,
) => TaskHandler<Task, Result, Progress> | Promise<TaskHandler<Task, Result, Progress>>

/** Several workers that share a queue of tasks. What goes in and comes out is copied (structured clone). */
export interface TaskPool<Task, Result, Progress> {
  readonly size: number
  /** Rejects with the error of the worker; with the signal's reason when it is stopped. */
  run(task: Task, options?: PoolOptions<Progress>): Promise<Result>
  close(): Promise<void>
}

export type ToWorker<Task> = { type: 'task'; task: Task } | { type: 'abort' }
export type FromWorker<Result, Progress> =
  | { type: 'begun' }
  | { type: 'progress'; progress: Progress }
  | { type: 'result'; result: Result }
  | { type: 'error'; error: { name: string; message: string; stack?: string } }
