import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, TaskServer, ToWorker } from './tasks.js'

/** What the entry of a worker thread calls: answers the tasks of a `NodeTaskPool`. */
export async function serveTasks<Init, Task, Result, Progress>(
  server: TaskServer<Init, Task, Result, Progress>,
): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('serveTasks runs in a worker thread only')
  const send = (message: FromWorker<Result, Progress>) => port.postMessage(message)
  let abort = new AbortController()
  const making = Promise.resolve().then(() => server(workerData as Init))
  // Heard with the first task; without a listener now, it would end the thread first.
  making.catch(() => undefined)
  port.on('message', (message: ToWorker<Task>) => {
    if (message.type === 'abort') {
      abort.abort()
      return
    }
    abort = new AbortController()
    making
      .then((handle) =>
        handle(message.task, {
          signal: abort.signal,
          onProgress: (progress) => send({ type: 'progress', progress }),
        }),
      )
      .then(
        (result) => send({ type: 'result', result }),
        (error: unknown) => {
          const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error))
          send({ type: 'error', error: { name, message: text, stack } })
        },
      )
  })
}
