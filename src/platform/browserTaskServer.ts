import { answerTasks } from './taskServer.js'
import type { TaskServer, ToWorker } from './tasks.js'

/** What the entry of a browser's worker calls: answers the tasks of a `BrowserTaskPool`. */
export function serveTasks<Init, Task, Result, Progress>(
  server: TaskServer<Init, Task, Result, Progress>,
): void {
  let answer: ((message: ToWorker<Task>) => void) | undefined
  // The first message is what the pool was opened with; a browser's worker has no `workerData`.
  self.addEventListener('message', ({ data }: MessageEvent<{ init: Init } | ToWorker<Task>>) => {
    if ('init' in data) answer = answerTasks(server, data.init, (message) => self.postMessage(message))
    else answer?.(data)
  })
}
