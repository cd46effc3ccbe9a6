import { expect, it } from 'vitest'
import { LISTENING, Mailbox } from '../../../src/app/messaging/mailbox.js'

class StagedWorker extends EventTarget {
  readonly got: unknown[] = []
  readonly transferred: unknown[] = []
  postMessage(message: unknown, transfer: unknown[]): void {
    this.got.push(message)
    this.transferred.push(...transfer)
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
}

it('holds messages back until the worker listens, and keeps their order', () => {
  const worker = new StagedWorker()
  const mailbox = new Mailbox<string>(worker as unknown as Worker)
  const buffer = new ArrayBuffer(1)
  mailbox.post('first', [buffer])
  mailbox.post('second')
  worker.say({ type: 'something else' })
  expect(worker.got).toEqual([])

  worker.say(LISTENING)
  mailbox.post('third')
  expect(worker.got).toEqual(['first', 'second', 'third'])
  expect(worker.transferred).toEqual([buffer])
})
