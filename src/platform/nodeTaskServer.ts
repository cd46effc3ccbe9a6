import { parentPort, workerData } from 'node:worker_threads'
import { answerTasks } from './taskServer.js'
import type { TaskServer, ToWorker } from './tasks.js'

/** What the entry of a worker thread calls: answers the tasks of a `NodeTaskPool`. */
export async function serveTasks<Init, Task, Result, Progress>(
  server: TaskServer<Init, Task, Result, Progress>,
): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('serveTasks runs in a worker thread only')
  const answer = answerTasks(server, workerData as Init, (message) => port.postMessage(message))
  port.on('message', (message: ToWorker<Task>) => answer(message))
}
