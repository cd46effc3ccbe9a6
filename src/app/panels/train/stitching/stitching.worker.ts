/** Runs the demonstration away from the window. */
import { messageOf } from '../../../../platform/index.js'
import { demonstrate, type FromStitching, StitchingOrderSchema } from '../../../../shows/index.js'
import { LISTENING } from '../../../messaging/mailbox.js'
import { checkStitchingMessage } from './messages.js'

function tell(message: FromStitching): void {
  self.postMessage(message)
}

async function run(message: unknown): Promise<void> {
  await demonstrate(checkStitchingMessage(StitchingOrderSchema, message), tell)
}

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  run(data).catch((error: unknown) => {
    console.error(error)
    tell({ type: 'failed', message: messageOf(error) })
  })
})

self.postMessage(LISTENING)
