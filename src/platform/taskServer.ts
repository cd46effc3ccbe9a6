import type { FromWorker, TaskServer, ToWorker } from './tasks.js'

/** Answers the tasks that come in, one after the other; the returned function takes each message of the pool. */
export function answerTasks<Init, Task, Result, Progress>(
  server: TaskServer<Init, Task, Result, Progress>,
  init: Init,
  send: (message: FromWorker<Result, Progress>) => void,
): (message: ToWorker<Task>) => void {
  let abort = new AbortController()
  const making = Promise.resolve().then(() => server(init))
  // Heard with the first task; without a listener now, it would end the thread first.
  making.catch(() => undefined)
  return (message) => {
    if (message.type === 'abort') {
      abort.abort()
      return
    }
    abort = new AbortController()
    const { signal } = abort
    making
      .then((handle) => {
        send({ type: 'begun' })
        return handle(message.task, {
          signal,
          onProgress: (progress) => send({ type: 'progress', progress }),
        })
      })
      .then((result) => send({ type: 'result', result }))
      // Here too where a result cannot be copied to the other side.
      .catch((error: unknown) => {
        const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error))
        send({ type: 'error', error: { name, message: text, stack } })
      })
  }
}
