import type { StitchingOrder } from '../../../../shows/index.js'
import { LISTENING, Mailbox } from '../../../messaging/mailbox.js'
import type { StitchingWorker } from './demonstration.js'

/** The real worker, fetched when it is first needed: tfjs comes with it. */
export function openStitchingWorker(): StitchingWorker {
  const worker = new Worker(new URL('./stitching.worker.ts', import.meta.url), {
    type: 'module',
    name: 'stitching',
  })
  const mailbox = new Mailbox<StitchingOrder>(worker)
  return {
    post: (order) => mailbox.post(order),
    listen(onMessage, onCrash) {
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data !== LISTENING) onMessage(data)
      })
      worker.addEventListener('error', (event) => {
        event.preventDefault()
        onCrash(event.message || 'the worker of the demonstration could not be started')
      })
      worker.addEventListener('messageerror', () => onCrash('the worker sent something that cannot be read'))
    },
    terminate: () => worker.terminate(),
  }
}
