import { expect, it } from 'vitest'
import { LISTENING, Mailbox } from '../../../src/app/messaging/mailbox.js'

class StagedWorker extends EventTarget {
  readonly got: unknown[] = []
  postMessage(message: unknown): void {
    this.got.push(message)
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
}

it('holds messages back until the worker listens, and keeps their order', () => {
  const worker = new StagedWorker()
  const mailbox = new Mailbox<string>(worker as unknown as Worker)
  mailbox.post('first')
  mailbox.post('second')
  worker.say({ type: 'something else' })
  expect(worker.got).toEqual([])

  worker.say(LISTENING)
  mailbox.post('third')
  expect(worker.got).toEqual(['first', 'second', 'third'])
})
