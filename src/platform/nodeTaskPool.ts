import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { type WorkerLink, WorkerTaskPool } from './workerTaskPool.js'

/** Cores that this process may use. */
export const cores = (): number => availableParallelism()

/**
 * The built bundle of a worker: beside the bundle that this code is in, else in the package's `dist/node`. Undefined
 * where the package is not built. Beside the packaged app's archive, not in it: threads want real files.
 */
export function workerScript(name: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const place of ['workers', 'dist/node/workers']) {
      const script = join(folder, place, `${name}.mjs`).replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked')
      if (existsSync(script)) return script
    }
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined
  }
}

/**
 * Worker threads on the bundle `script`, whose entry calls `serveTasks` of `nodeTaskServer`. A thread that needs more than
 * `resourceLimits` ends with its task.
 */
export class NodeTaskPool<Init, Task, Result, Progress> extends WorkerTaskPool<Task, Result, Progress> {
  constructor(script: string, size: number, init: Init, resourceLimits?: ResourceLimits) {
    super(() => linkTo(new Worker(script, { workerData: init, resourceLimits })), size)
  }
}

function linkTo<Task, Result, Progress>(worker: Worker): WorkerLink<Task, Result, Progress> {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    send: (message) => worker.postMessage(message),
    listen(onMessage, onEnd) {
      const onExit = (code: number) => onEnd(new Error(`a worker ended with ${code} in the middle of a task`))
      worker.on('message', onMessage).on('error', onEnd).on('exit', onExit)
    },
    terminate: () => worker.terminate(),
  }
}
