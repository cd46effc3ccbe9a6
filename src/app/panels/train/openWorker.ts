import type { FromTraining, ToTraining } from '../../workers/trainingProtocol.js'
import type { TrainingWorker } from './session.js'

/**
 * The real worker, fetched when it is first needed: tfjs comes with it. A module worker that awaits at its top level
 * loses what is posted to it meanwhile, so messages wait until it says that it listens.
 */
export function openTrainingWorker(): TrainingWorker {
  const worker = new Worker(new URL('../../workers/training.worker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  })
  let waiting: ToTraining[] | undefined = []
  return {
    post(message) {
      if (waiting) waiting.push(message)
      else worker.postMessage(message)
    },
    listen(onMessage, onCrash) {
      worker.addEventListener('message', ({ data }: MessageEvent<FromTraining>) => {
        if (data.type !== 'ready') return onMessage(data)
        for (const message of waiting ?? []) worker.postMessage(message)
        waiting = undefined
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
