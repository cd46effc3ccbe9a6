import { LISTENING, Mailbox } from '../../workers/mailbox.js'
import type { ToTraining } from '../../workers/trainingProtocol.js'
import type { TrainingWorker } from './run.js'

/** The real worker, fetched when it is first needed: tfjs comes with it. */
export function openTrainingWorker(): TrainingWorker {
  const worker = new Worker(new URL('../../workers/training.worker.ts', import.meta.url), {
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
