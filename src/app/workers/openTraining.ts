import { LISTENING, Mailbox } from '../messaging/mailbox.js'
import type { ToTraining } from './trainingProtocol.js'

/** As much of a Worker as a session needs; tests give one of their own. */
export interface TrainingWorker {
  post(message: ToTraining): void
  /** What arrives is not yet checked. */
  listen(onMessage: (message: unknown) => void, onCrash: (reason: string) => void): void
  terminate(): void
}

/** The real worker, fetched when it is first needed: tfjs comes with it. */
export function openTrainingWorker(): TrainingWorker {
  const worker = new Worker(new URL('./training.worker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  })
  const mailbox = new Mailbox<ToTraining>(worker)
  return {
    post: (message) => mailbox.post(message),
    listen(onMessage, onCrash) {
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data !== LISTENING) onMessage(data)
      })
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        onCrash(event.message || 'the training worker could not be started')
      })
      worker.addEventListener('messageerror', () =>
        onCrash('the training worker sent something that cannot be read'),
      )
    },
    terminate: () => worker.terminate(),
  }
}
