import type { FromWorker, ToWorker } from './tasks.js'
import { type WorkerLink, WorkerTaskPool } from './workerTaskPool.js'

/**
 * A browser's workers, whose entry calls `serveTasks` of `browserTaskServer`. `open` starts one, as bundlers want it:
 * `() => new Worker(new URL('./name.worker.ts', import.meta.url), { type: 'module' })`.
 */
export class BrowserTaskPool<Init, Task, Result, Progress> extends WorkerTaskPool<Task, Result, Progress> {
  constructor(open: () => Worker, size: number, init: Init) {
    super(() => linkTo(open(), init), size)
  }
}

function linkTo<Init, Task, Result, Progress>(
  worker: Worker,
  init: Init,
): WorkerLink<Task, Result, Progress> {
  const send = (message: ToWorker<Task> | { init: Init }) => worker.postMessage(message)
  send({ init })
  return {
    send,
    listen(onMessage, onEnd) {
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker<Result, Progress>>) =>
        onMessage(data),
      )
      worker.addEventListener('error', ({ message }: ErrorEvent) => {
        worker.terminate()
        onEnd(new Error(message || 'a worker could not be started'))
      })
    },
    terminate: () => worker.terminate(),
  }
}
