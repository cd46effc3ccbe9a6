import type { FromTraining } from '../../workers/trainingProtocol.js'
import type { TrainingWorker } from './session.js'

/** The real worker, fetched when it is first needed: tfjs comes with it. */
export function openTrainingWorker(): TrainingWorker {
  const worker = new Worker(new URL('../../workers/training.worker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  })
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onCrash) {
      worker.addEventListener('message', (event: MessageEvent<FromTraining>) => onMessage(event.data))
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
