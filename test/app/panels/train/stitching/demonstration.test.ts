import { beforeEach, describe, expect, it } from 'vitest'
import {
  Demonstration,
  seedProblem,
  type StitchingWorker,
} from '../../../../../src/app/panels/train/stitching/demonstration.js'
import { checkStitchingMessage } from '../../../../../src/app/panels/train/stitching/messages.js'
import {
  type FromStitching,
  type StitchingOrder,
  StitchingOrderSchema,
} from '../../../../../src/shows/index.js'

/** A worker that the test speaks for. */
class StagedWorker implements StitchingWorker {
  readonly heard: StitchingOrder[] = []
  terminated = false
  say: (message: unknown) => void = () => {}
  crash: (reason: string) => void = () => {}
  post(order: StitchingOrder): void {
    this.heard.push(order)
  }
  listen(onMessage: (message: unknown) => void, onCrash: (reason: string) => void): void {
    this.say = onMessage
    this.crash = onCrash
  }
  terminate(): void {
    this.terminated = true
  }
}

const material: FromStitching = {
  type: 'material',
  material: {
    graph: {
      positions: [
        [0, 0],
        [1, 1],
        [0.5, 1],
      ],
      neighbours: [[1], [0, 2], [1]],
      goal: 0,
    },
    walks: [[2, 1, 0]],
  },
}
const done: FromStitching = {
  type: 'done',
  outcome: {
    // No walk of the data arrives from node 1, and infinity has to come through.
    starts: [{ start: 1, shortest: 1, bestWalk: Infinity, agent: 1, agentWalk: [1, 0] }],
    optimal: { data: 0, agent: 1 },
    seconds: 3,
  },
}

describe('Demonstration', () => {
  let workers: StagedWorker[]
  let demonstration: Demonstration
  const state = () => demonstration.state.value

  beforeEach(() => {
    workers = []
    demonstration = new Demonstration(() => {
      workers.push(new StagedWorker())
      return workers.at(-1)!
    })
  })

  it('goes from the order over the steps to the outcome, and ends its worker', () => {
    expect(state().phase).toBe('idle')
    demonstration.start(7)
    expect(checkStitchingMessage(StitchingOrderSchema, workers[0].heard[0])).toMatchObject({ seed: 7 })
    workers[0].say(material)
    workers[0].say({ type: 'step', step: 1, steps: 4, loss: 0.5, remainingMs: 300 })
    expect(state()).toMatchObject({
      phase: 'running',
      material: material.material,
      progress: { step: 1, steps: 4 },
    })
    workers[0].say(done)
    expect(state()).toMatchObject({ phase: 'done', material: material.material, outcome: done.outcome })
    expect(workers[0].terminated).toBe(true)
  })

  it('stops at once, and hears nothing of what it gave up', () => {
    demonstration.start(1)
    demonstration.stop()
    expect(workers[0].terminated).toBe(true)
    workers[0].say(done)
    expect(state()).toEqual({ phase: 'idle' })
  })

  it('keeps an outcome when it is stopped afterwards', () => {
    demonstration.start(1)
    workers[0].say(done)
    demonstration.stop()
    expect(state().phase).toBe('done')
  })

  it('says what went wrong, and can be started again', () => {
    demonstration.start(1)
    workers[0].say({ type: 'failed', message: 'the loss became NaN' })
    expect(state()).toMatchObject({ phase: 'failed', message: 'the loss became NaN' })
    demonstration.start(2)
    workers[1].crash('no worker')
    expect(state()).toMatchObject({ phase: 'failed', message: 'no worker' })
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true])
    demonstration.start(3)
    expect(state()).toEqual({ phase: 'running', seed: 3 })
  })

  it('fails where no worker can be opened', () => {
    demonstration = new Demonstration(() => {
      throw new Error('workers are blocked')
    })
    demonstration.start(1)
    expect(state()).toMatchObject({ phase: 'failed', message: 'workers are blocked' })
  })

  it.each([
    ['of an unknown type', { type: 'news' }],
    ['without its fields', { type: 'step', step: 1 }],
    ['with a share over 1', { ...done, outcome: { ...done.outcome, optimal: { data: 0, agent: 2 } } }],
  ])('fails on a message %s', (_, message) => {
    demonstration.start(1)
    workers[0].say(message)
    expect(state().phase).toBe('failed')
    expect(state().message).toMatch(/^message between window and stitching worker: /)
  })
})

it('takes whole seeds of 32 bits', () => {
  expect([0, 1, 2 ** 32 - 1].map(seedProblem)).toEqual([undefined, undefined, undefined])
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 32]) expect(seedProblem(seed)).toMatch(/whole number/)
})
