import { beforeEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../../../src/app/panels/train/plan.js'
import type { TrainingWorker } from '../../../../src/app/workers/openTraining.js'
import { TrainingSession } from '../../../../src/app/state/training/session.js'
import { Toasts } from '../../../../src/app/state/toasts.js'
import type { FromTraining, ToTraining } from '../../../../src/app/workers/trainingProtocol.js'
import type { Job } from '../../../../src/host/contract.js'
import { InputError } from '../../../../src/platform/errors.js'
import { job, model } from '../../entries.js'
import { FakeHost, settled } from '../../fakeHost.js'

/** A worker that the test speaks for. */
class StagedWorker implements TrainingWorker {
  readonly heard: ToTraining[] = []
  terminated = false
  say: (message: FromTraining) => void = () => {}
  sayAnything: (message: unknown) => void = () => {}
  crash: (reason: string) => void = () => {}
  post(message: ToTraining): void {
    this.heard.push(message)
  }
  listen(onMessage: (message: unknown) => void, onCrash: (reason: string) => void): void {
    this.say = onMessage
    this.sayAnything = onMessage
    this.crash = onCrash
  }
  terminate(): void {
    this.terminated = true
  }
  steps(...losses: number[]): void {
    const reports = losses.map((loss, i) => {
      this.step++
      return { step: this.step, loss, gradNorm: 0.1, learningRate: 1e-3, at: this.step * 100 + i }
    })
    this.say({ type: 'steps', reports })
  }
  step = 0
}

const config = { ...configOf('small'), steps: 100 }

describe('TrainingSession', () => {
  let host: FakeHost
  let workers: StagedWorker[]
  let session: TrainingSession
  const worker = () => workers.at(-1)!
  const run = () => session.run.value!

  beforeEach(() => {
    workers = []
    host = new FakeHost({
      'train.start': (): Job => job('train-1'),
      'train.report': () => ({}),
      'train.checkpoint': () => ({}),
      'train.commit': () => model('mine'),
      'jobs.cancel': () => ({}),
    })
    const openWorker = () => {
      workers.push(new StagedWorker())
      return worker()
    }
    session = new TrainingSession(host, new Toasts(), { openWorker, retryMs: 1 })
  })

  it('ends with words where the worker speaks of another build, and keeps the checkpoint to go on from', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    worker().say({ type: 'uploaded', step: 1 })
    await settled()
    worker().sayAnything({ type: 'steps', reports: [{ step: 'two' }] })
    expect(run()).toMatchObject({ phase: 'interrupted', savedStep: 1 })
    expect(run().message).toMatch('message between window and training worker: reports.0.step')
    expect(worker().terminated).toBe(true)
  })

  it('trains from start to the library', async () => {
    await session.start(['runs'], 'mine', config)
    expect(run().phase).toBe('preparing')
    expect(worker().heard).toEqual([
      {
        type: 'start',
        order: { jobId: 'train-1', datasets: ['runs'], model: 'mine', config, resumeFiles: [] },
      },
    ])

    worker().steps(0.9, 0.7)
    expect(run()).toMatchObject({ phase: 'running', step: 2 })
    expect(run().points.raw).toEqual([0.9, 0.7])
    expect(host.inputs('train.report')[0]).toMatchObject({ step: 2, state: 'running' })
    expect(host.inputs('train.report')[0].loss).toBeCloseTo(0.8, 10)

    worker().say({ type: 'uploaded', step: 100 })
    await settled()
    expect(host.inputs('train.checkpoint')).toEqual([{ jobId: 'train-1', step: 100 }])
    expect(worker().heard.at(-1)).toEqual({ type: 'noted' })

    worker().say({ type: 'ended', step: 100, stopped: false, seconds: 5 })
    await settled()
    expect(run()).toMatchObject({ phase: 'done', seconds: 5, result: { id: 'mine' } })
    expect(worker().terminated).toBe(true)
    expect(session.busy).toBe(false)
    expect(run().warning).toBeUndefined()
  })

  it('says of a model that has learned nothing that it has not', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    worker().say({ type: 'ended', step: 100, stopped: false, hasLearned: false, seconds: 5 })
    await settled()
    expect(run().phase).toBe('done')
    expect(run().warning).toMatch(/^The loss hardly fell: this model has learned next to nothing/)
  })

  it('pauses at a checkpoint, tells the host, and goes on in the same worker', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    session.pause()
    expect(run().phase).toBe('pausing')
    expect(worker().heard.at(-1)).toEqual({ type: 'pause' })
    worker().say({ type: 'paused', step: 1 })
    expect(run().phase).toBe('paused')
    expect(host.inputs('train.report').at(-1)).toMatchObject({ state: 'paused' })

    session.resume()
    expect(run().phase).toBe('running')
    expect(worker().heard.at(-1)).toEqual({ type: 'resume' })
    expect(workers).toHaveLength(1)
  })

  it('keeps the model when it is stopped early', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9, 0.8, 0.7)
    session.stop()
    expect(worker().heard.at(-1)).toEqual({ type: 'stop' })
    worker().say({ type: 'ended', step: 3, stopped: true, seconds: 1 })
    await settled()
    expect(host.inputs('train.commit')).toEqual([{ jobId: 'train-1' }])
    expect(run().phase).toBe('done')
    expect(run().message).toMatch(/step 3/)
  })

  it('offers no pause any more once the last step is done', async () => {
    await session.start(['runs'], 'mine', { ...config, steps: 2 })
    worker().steps(0.9, 0.8)
    worker().say({ type: 'saving' })
    expect(run().phase).toBe('saving')
    session.pause()
    expect(run().phase).toBe('saving')
  })

  it('gives a discarded training up, at the host too', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    await session.discard()
    expect(worker().terminated).toBe(true)
    expect(session.run.value).toBeUndefined()
    expect(host.inputs('jobs.cancel')).toEqual([{ jobId: 'train-1' }])
    worker().steps(0.8)
    expect(session.run.value).toBeUndefined()
  })

  it('offers to go on from the last checkpoint after a crash', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    worker().say({ type: 'uploaded', step: 1 })
    await settled()
    worker().crash('out of memory')
    expect(run()).toMatchObject({ phase: 'interrupted', message: 'out of memory', savedStep: 1 })
    expect(host.inputs('train.report').at(-1)).toMatchObject({ state: 'paused', message: 'out of memory' })
  })

  it('has failed when it breaks before the first checkpoint', async () => {
    await session.start(['runs'], 'mine', config)
    worker().say({ type: 'failed', message: 'runs: the file is cut short' })
    expect(run()).toMatchObject({ phase: 'failed', message: 'runs: the file is cut short' })
    expect(host.inputs('train.report').at(-1)).toMatchObject({ state: 'failed' })
  })

  it('takes up what was left behind, with the curve up to its checkpoint', async () => {
    host.answers['train.resume'] = () => ({
      job: job('train-0'),
      datasets: ['runs'],
      model: 'older',
      config,
      step: 40,
      files: ['model.safetensors'],
    })
    host.answers['train.history'] = () => [
      { step: 20, loss: 0.5 },
      { step: 40, loss: 0.4 },
      { step: 60, loss: 0.3 },
    ]
    await session.takeUp('train-0')
    expect(run()).toMatchObject({ jobId: 'train-0', step: 40, savedStep: 40 })
    expect(run().points.steps).toEqual([20, 40])
    expect(worker().heard[0]).toMatchObject({ type: 'start', order: { resumeFiles: ['model.safetensors'] } })
  })

  it('stops computing when the job was cancelled from elsewhere', async () => {
    await session.start(['runs'], 'mine', config)
    host.answers['train.report'] = () => {
      throw new InputError('there is no training train-1: it has ended or was cancelled')
    }
    worker().steps(0.9)
    await settled()
    expect(worker().terminated).toBe(true)
    expect(run()).toMatchObject({ phase: 'failed' })
    expect(run().message).toMatch(/cancelled/)
  })

  it('trains on while the host is out of reach', async () => {
    await session.start(['runs'], 'mine', config)
    host.answers['train.report'] = () => {
      throw new Error("Gaitway's host does not answer")
    }
    worker().steps(0.9)
    await settled()
    expect(run().phase).toBe('running')
  })

  it('does not lose a finished model to a host that is out of reach for a while', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    let asked = 0
    host.answers['train.commit'] = () => {
      if (++asked < 3) throw new Error("Gaitway's host does not answer: is it still running?")
      return model('mine')
    }
    worker().say({ type: 'ended', step: 1, stopped: false, seconds: 1 })
    await settled()
    expect(run()).toMatchObject({ phase: 'saving', warning: expect.stringMatching(/Trying again/) })
    await vi.waitFor(() => expect(run().phase).toBe('done'))
    expect(asked).toBe(3)
  })

  it('says when a checkpoint could not be saved, and trains on', async () => {
    await session.start(['runs'], 'mine', config)
    worker().steps(0.9)
    worker().say({ type: 'unsaved', reason: 'the host does not answer' })
    expect(run()).toMatchObject({ phase: 'running', savedStep: 0 })
    expect(run().warning).toMatch(/No checkpoint could be saved: the host does not answer/)
    worker().say({ type: 'uploaded', step: 1 })
    await settled()
    expect(run()).toMatchObject({ savedStep: 1, warning: undefined })
  })

  it('runs one training at a time', async () => {
    await session.start(['runs'], 'mine', config)
    await expect(session.start(['runs'], 'other', config)).rejects.toThrow(/training already/)
  })

  it('answers what a wish for a backend comes to, and why it comes to nothing', () => {
    session.probe('auto')
    session.probe('webgpu')
    worker().say({ type: 'probed', wanted: 'auto', choice: { backend: 'wasm', reason: 'no WebGPU here' } })
    worker().say({ type: 'probed', wanted: 'webgpu', problem: 'no WebGPU here' })
    expect(session.backends.value.auto?.choice?.backend).toBe('wasm')
    expect(session.backends.value.webgpu?.problem).toBe('no WebGPU here')
    session.probe('auto')
    expect(worker().heard).toHaveLength(2)
  })

  it('knows over a reload which training was its own', async () => {
    const kept = new Map<string, string>()
    const memory = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    const options = { openWorker: () => new StagedWorker(), memory }
    const before = new TrainingSession(host, new Toasts(), options)
    await before.start(['runs'], 'mine', config)
    const after = new TrainingSession(host, new Toasts(), options)
    expect(after.wasMine('train-1')).toBe(true)
    expect(after.wasMine('train-2')).toBe(false)
  })
})
