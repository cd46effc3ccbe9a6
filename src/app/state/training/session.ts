import { signal, type ReadonlySignal } from '@preact/signals'
import type { HostClient, TrainingConfig } from '../../../host/window.js'
import { InputError, messageOf } from '../../../platform/index.js'
import type { TrainingWorker } from '../../workers/openTraining.js'
import {
  checkTrainingMessage,
  type FromTraining,
  FromTrainingSchema,
  type StepReport,
  type TrainingOrder,
} from '../../workers/trainingProtocol.js'
import type { Toasts } from '../toasts.js'
import { operationsPerStep } from './cost.js'
import { type Backends, hasEnded, noPace, noPoints, type Run } from './run.js'
import { RunMeters } from './runMeters.js'
import { TrainingSpeeds } from './speeds.js'

export interface SessionOptions {
  openWorker: () => TrainingWorker
  /** What a window remembers over a reload, and forgets when it is closed: its session storage. */
  memory?: Pick<Storage, 'getItem' | 'setItem'>
  /** Milliseconds until a host that did not answer is asked again. */
  retryMs?: number
}

const MEMORY_KEY = 'gaitway.training'

const NOT_LEARNED =
  'The loss hardly fell: this model has learned next to nothing. Give it more steps or a higher learning rate, or look ' +
  'whether the demonstrations show anything that can be learned.'

/**
 * Runs one training at a time in a worker, and keeps the host informed. It lives above the panels: leaving Train does
 * not touch it. The host owns the job, so a window that goes away leaves it paused at its last checkpoint.
 */
export class TrainingSession {
  /** What estimates of coming trainings go by. */
  readonly speeds: TrainingSpeeds
  readonly #run = signal<Run | undefined>(undefined)
  readonly #backends = signal<Backends>({})
  readonly #host: HostClient
  readonly #toasts: Toasts
  readonly #options: SessionOptions
  readonly #before: string | undefined
  #worker: TrainingWorker | undefined
  #meters = new RunMeters(1)

  constructor(host: HostClient, toasts: Toasts, options: SessionOptions) {
    this.#host = host
    this.#toasts = toasts
    this.#options = options
    this.speeds = new TrainingSpeeds(host)
    this.#before = options.memory?.getItem(MEMORY_KEY) ?? undefined
  }

  get run(): ReadonlySignal<Run | undefined> {
    return this.#run
  }

  /** What each wish for a backend comes to on this machine, as far as it was asked. */
  get backends(): ReadonlySignal<Backends> {
    return this.#backends
  }

  get busy(): boolean {
    const run = this.#run.value
    return run !== undefined && !hasEnded(run.phase)
  }

  /**
   * Whether this window executed the job before it was reloaded. The host takes some seconds to see that nobody does
   * any more; the window knows at once.
   */
  wasMine(jobId: string): boolean {
    return this.#before === jobId
  }

  /** Finds out which backend a wish comes to, and why; the answer arrives in `backends`. */
  probe(wanted: TrainingConfig['backend']): void {
    if (this.#backends.value[wanted] || this.busy) return
    this.#workerNow().post({ type: 'probe', wanted })
  }

  async start(datasets: readonly string[], model: string, config: TrainingConfig): Promise<void> {
    this.#refuseWhileBusy()
    const job = await this.#host.call('train.start', { datasets: [...datasets], model, config })
    this.#begin({ jobId: job.id, datasets, model, config, resumeFiles: [] }, 0)
  }

  /** Goes on with a training that this or another window left behind, from its last checkpoint. */
  async takeUp(jobId: string): Promise<void> {
    this.#refuseWhileBusy()
    const [{ datasets, model, config, step, files }, history] = await Promise.all([
      this.#host.call('train.resume', { jobId }),
      this.#host.call('train.history', { jobId }),
    ])
    this.#begin({ jobId, datasets, model, config, resumeFiles: files }, step)
    for (const point of history) if (point.step <= step) this.#meters.recall(point.step, point.loss)
    this.#change({ points: this.#meters.points })
  }

  pause(): void {
    if (this.#run.value?.phase !== 'running') return
    this.#change({ phase: 'pausing', message: 'Finishing the step and saving a checkpoint.' })
    this.#worker?.post({ type: 'pause' })
  }

  resume(): void {
    if (this.#run.value?.phase !== 'paused') return
    this.#meters.pause()
    this.#change({ phase: 'running', message: 'Training.', pace: noPace })
    this.#worker?.post({ type: 'resume' })
    void this.#report('running')
  }

  /** Ends early and keeps the model as it is by now. */
  stop(): void {
    const phase = this.#run.value?.phase
    if (phase !== 'running' && phase !== 'paused') return
    this.#change({ phase: 'stopping', message: 'Finishing the step.' })
    this.#worker?.post({ type: 'stop' })
  }

  /** Gives the training up; nothing of it stays in the library. */
  async discard(): Promise<void> {
    const run = this.#run.value
    if (!run) return
    this.#closeWorker()
    this.#run.value = undefined
    await this.#host.call('jobs.cancel', { jobId: run.jobId })
  }

  /** Clears an ended run away, for the next one. */
  clear(): void {
    if (!this.busy) this.#run.value = undefined
  }

  #refuseWhileBusy(): void {
    if (this.busy) throw new InputError('this window is training already: stop that training first')
  }

  #begin(order: TrainingOrder, step: number): void {
    const { jobId, model, datasets, config } = order
    this.#meters = new RunMeters(config.steps)
    this.#options.memory?.setItem(MEMORY_KEY, jobId)
    this.#run.value = {
      jobId,
      model,
      datasets,
      config,
      step,
      savedStep: step,
      phase: 'preparing',
      message: 'Starting.',
      pace: noPace,
      points: noPoints,
    }
    this.#workerNow().post({ type: 'start', order })
  }

  #workerNow(): TrainingWorker {
    if (this.#worker) return this.#worker
    const worker = this.#options.openWorker()
    worker.listen(
      (message) => worker === this.#worker && this.#onMessage(message),
      (reason) => worker === this.#worker && this.#fail(reason),
    )
    this.#worker = worker
    return worker
  }

  #closeWorker(): void {
    this.#worker?.terminate()
    this.#worker = undefined
  }

  #change(change: Partial<Run>): void {
    if (this.#run.value) this.#run.value = { ...this.#run.value, ...change }
  }

  #onMessage(message: unknown): void {
    try {
      this.#take(checkTrainingMessage(FromTrainingSchema, message))
    } catch (error) {
      this.#fail(messageOf(error))
    }
  }

  #take(message: FromTraining): void {
    switch (message.type) {
      case 'probed':
        this.#backends.value = { ...this.#backends.value, [message.wanted]: message }
        return
      case 'preparing':
        return this.#change({ message: message.message, prepared: message.progress })
      case 'backend':
        return this.#change({ backend: message.choice })
      case 'steps':
        return this.#takeSteps(message.reports)
      case 'saving':
        if (this.#isOver()) this.#change({ phase: 'saving' })
        return this.#change({ message: 'Saving a checkpoint.' })
      case 'unsaved':
        return this.#change({ warning: `No checkpoint could be saved: ${message.reason}` })
      case 'uploaded':
        return void this.#noteCheckpoint(message.step)
      case 'paused':
        if (this.#run.value?.phase !== 'pausing') return
        this.#change({ phase: 'paused', message: `Paused at step ${message.step}.`, pace: noPace })
        return void this.#report('paused')
      case 'ended':
        this.#change({ seconds: message.seconds })
        return void this.#commit(message)
      case 'failed':
        return this.#fail(message.message)
    }
  }

  /** Whether no more steps follow. */
  #isOver(): boolean {
    const run = this.#run.value
    return run !== undefined && (run.phase === 'stopping' || run.step >= run.config.steps)
  }

  #takeSteps(reports: readonly StepReport[]): void {
    const run = this.#run.value
    const latest = reports.at(-1)
    if (!run || !latest) return
    this.#meters.take(reports)
    const starts = run.phase === 'preparing' && ({ phase: 'running', message: 'Training.' } as const)
    const { pace, points } = this.#meters
    this.#change({ ...starts, prepared: undefined, step: latest.step, latest, pace, points })
    if (this.#meters.isReportDue(Date.now())) void this.#report('running')
  }

  async #report(state: 'running' | 'paused' | 'failed', message?: string): Promise<void> {
    const run = this.#run.value
    if (!run) return
    try {
      await this.#host.call('train.report', {
        jobId: run.jobId,
        step: run.step,
        loss: this.#meters.lossToReport(Date.now()) ?? run.latest?.loss ?? 0,
        stepsPerSecond: run.pace.stepsPerSecond ?? 0,
        state,
        message: message ?? `step ${run.step} of ${run.config.steps}`,
      })
    } catch (error) {
      // The job was cancelled from another window; a host out of reach is the shell's news, and training goes on.
      if (!(error instanceof InputError) || run.jobId !== this.#run.value?.jobId) return
      this.#closeWorker()
      this.#change({ phase: 'failed', message: error.message })
    }
  }

  async #noteCheckpoint(step: number): Promise<void> {
    const run = this.#run.value
    if (!run) return
    try {
      await this.#host.call('train.checkpoint', { jobId: run.jobId, step })
      this.#change({ savedStep: step, warning: undefined })
      if (this.#run.value?.phase === 'running') this.#change({ message: 'Training.' })
    } catch (error) {
      this.#toasts.error('The checkpoint was not kept', error)
    }
    this.#worker?.post({ type: 'noted' })
  }

  async #commit({ stopped, hasLearned }: Extract<FromTraining, { type: 'ended' }>): Promise<void> {
    const run = this.#run.value
    if (!run) return
    this.#closeWorker()
    this.#change({ phase: 'saving', message: 'Putting the model into the library.' })
    const { stepsPerSecond } = run.pace
    if (run.backend && stepsPerSecond) {
      void this.speeds.keep(run.backend.backend, stepsPerSecond * operationsPerStep(run.config))
    }
    try {
      const result = await this.#untilAnswered(run.jobId, () =>
        this.#host.call('train.commit', { jobId: run.jobId }),
      )
      if (!result) return
      const message = stopped
        ? `Stopped at step ${run.step} of ${run.config.steps}; the model is kept as it was then.`
        : 'It can be raced at once.'
      const warning = hasLearned === false ? NOT_LEARNED : undefined
      this.#change({ phase: 'done', message, result, pace: noPace, warning })
      this.#toasts.show({ tone: 'good', message: `${run.model} is trained and in the library.` })
    } catch (error) {
      this.#fail(messageOf(error))
    }
  }

  /** Asks again while the host is out of reach, for a finished model is not to be lost; undefined once discarded. */
  async #untilAnswered<T>(jobId: string, ask: () => Promise<T>): Promise<T | undefined> {
    while (this.#run.value?.jobId === jobId) {
      try {
        return await ask()
      } catch (error) {
        if (error instanceof InputError) throw error
        const reason = messageOf(error)
        this.#change({ warning: `${reason} Trying again.` })
        await new Promise((resolve) => setTimeout(resolve, this.#options.retryMs ?? 3000))
      }
    }
    return undefined
  }

  /** With a checkpoint at the host the training can go on from there; without one it has failed. */
  #fail(reason: string): void {
    this.#closeWorker()
    const run = this.#run.value
    if (!run || !this.busy) return
    const resumable = run.savedStep > 0
    this.#change({ phase: resumable ? 'interrupted' : 'failed', message: reason, pace: noPace })
    void this.#report(resumable ? 'paused' : 'failed', reason)
  }
}
