import { describe, expect, it } from 'vitest'
import { configOf } from '../../../src/app/panels/train/plan.js'
import {
  checkTrainingMessage,
  type FromTraining,
  FromTrainingSchema,
  type ToTraining,
  ToTrainingSchema,
} from '../../../src/app/workers/trainingProtocol.js'

const order = {
  jobId: 'train-1',
  datasets: ['runs'],
  model: 'mine',
  config: configOf('small'),
  resumeFiles: [],
}
const report = { step: 1, loss: 0.5, gradNorm: 0.1, learningRate: 1e-3, at: 1 }

describe('messages of a training', () => {
  it('pass as they are', () => {
    const orders: ToTraining[] = [
      { type: 'probe', wanted: 'auto' },
      { type: 'start', order },
      { type: 'pause' },
      { type: 'resume' },
      { type: 'stop' },
      { type: 'noted' },
    ]
    for (const message of orders) expect(checkTrainingMessage(ToTrainingSchema, message)).toEqual(message)
    const choice = { backend: 'wasm', reason: 'as asked for' } as const
    const reports: FromTraining[] = [
      { type: 'probed', wanted: 'webgpu', problem: 'no adapter' },
      { type: 'probed', wanted: 'auto', choice },
      { type: 'preparing', message: 'Reading.', progress: 0.5 },
      { type: 'backend', choice },
      { type: 'steps', reports: [report] },
      { type: 'saving' },
      { type: 'unsaved', reason: 'the host is away' },
      { type: 'uploaded', step: 3 },
      { type: 'paused', step: 3 },
      { type: 'ended', step: 3, stopped: true, seconds: 1.5 },
      { type: 'failed', message: 'no data' },
    ]
    for (const message of reports) expect(checkTrainingMessage(FromTrainingSchema, message)).toEqual(message)
  })

  it('may tell of a loss that went astray', () => {
    const message = { type: 'steps', reports: [{ ...report, loss: NaN, gradNorm: Infinity }] }
    expect(checkTrainingMessage(FromTrainingSchema, message)).toEqual(message)
  })

  it.each([
    ['one of no kind', { type: 'begin' }, 'type'],
    [
      'an order for more than the limits',
      { type: 'start', order: { ...order, config: { ...order.config, layers: 99 } } },
      'order.config.layers',
    ],
    ['an order without its job', { type: 'start', order: { ...order, jobId: undefined } }, 'order.jobId'],
    ['a backend that there is not', { type: 'probe', wanted: 'cuda' }, 'wanted'],
    ['nothing', undefined, 'whole'],
  ])('to the worker are refused: %s', (_, message, where) => {
    expect(() => checkTrainingMessage(ToTrainingSchema, message)).toThrow(
      `message between window and training worker: ${where}: `,
    )
  })

  it.each([
    ['a step that is none', { type: 'uploaded', step: -1 }, 'step'],
    ['a loss in words', { type: 'steps', reports: [{ ...report, loss: 'low' }] }, 'reports.0.loss'],
    ['what an older build does not know', { type: 'saving', name: 'x' }, 'name'],
  ])('to the window are refused: %s', (_, message, where) => {
    expect(() => checkTrainingMessage(FromTrainingSchema, message)).toThrow(
      `message between window and training worker: ${where}: `,
    )
  })
})
