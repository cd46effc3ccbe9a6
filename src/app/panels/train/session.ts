import { signal, type ReadonlySignal } from '@preact/signals'
import type { HostClient, ModelSummary, TrainingConfig } from '../../../host/contract.js'
import { InputError } from '../../../platform/errors.js'
import type { Toasts } from '../../shell/toasts.js'
import type { BackendChoice } from '../../../dt/index.js'
import type { FromTraining, StepReport, ToTraining, TrainingOrder } from '../../workers/trainingProtocol.js'
import { LossCurve, type CurvePoints } from './curve.js'
import { operationsPerStep } from './cost.js'
import { PaceMeter, type Pace } from './pace.js'
import { TrainingSpeeds } from './speeds.js'

export type Phase =
  'preparing' | 'running' | 'pausing' | 'paused' | 'stopping' | 'saving' | 'done' | 'interrupted' | 'failed'

/** The training of this window, as the panel draws it. */
export interface Run {
  jobId: string
  model: string
  datasets: readonly string[]
  config: TrainingConfig
  phase: Phase
  /** What it is busy with, or what went wrong. */
  message: string
  /** 0–1, of the preparation where that is known. */
  prepared?: number
  backend?: BackendChoice
  /** Steps done. */
  step: number
  /** The step that an interrupted training goes on from. */
  savedStep: number
  latest?: StepReport
  pace: Pace
  points: CurvePoints
  /** What it took, once it has ended. */
  seconds?: number
  /** Once it is in the library. */
  result?: ModelSummary
}

/** As much of a Worker as the session needs; tests give one of their own. */
export interface TrainingWorker {
  post(message: ToTraining): void
  listen(onMessage: (message: FromTraining) => void, onCrash: (reason: string) => void): void
  terminate(): void
}

/** What each wish for a backend comes to, or why it comes to nothing. */
export type Backends = Partial<
  Record<TrainingConfig['backend'], { choice?: BackendChoice; problem?: string }>
>

interface Meters {
  curve: LossCurve
  pace: PaceMeter
  reportedAt: number
  sinceReport: { sum: number; count: number }
}

/** What a window remembers over a reload, and forgets when it is closed: its session storage. */
type Memory = Pick<Storage, 'getItem' | 'setItem'>

const MEMORY_KEY = 'gaitway.training'
/** Milliseconds between reports to the host. */
const REPORT_EVERY = 1000
const idle: Pace = { stepsPerSecond: undefined, secondsLeft: undefined }
const noPoints: CurvePoints = { steps: [], raw: [], smooth: [] }

/**
 * Runs one training at a time in a worker, and keeps the host informed. It lives above the panels: leaving Train does
 * not touch it. The host owns the job, so a window that goes away leaves it paused at its last checkpoint.
 */
export class TrainingSession {
  readonly #run = signal<Run | undefined>(undefined)
  readonly #backends = signal<Backends>({})
  readonly #host: HostClient
  readonly #toasts: Toasts
  readonly #openWorker: () => TrainingWorker
  readonly #memory: Memory | undefined
  /** What estimates of coming trainings go by. */
  readonly speeds: TrainingSpeeds
  readonly #before: string | undefined
  #worker: TrainingWorker | undefined
  #meters: Meters = newMeters(1)

  constructor(host: HostClient, toasts: Toasts, openWorker: () => TrainingWorker, memory?: Memory) {
    this.#host = host
    this.#toasts = toasts
    this.#openWorker = openWorker
    this.speeds = new TrainingSpeeds(host)
    this.#memory = memory
    this.#before = memory?.getItem(MEMORY_KEY) ?? undefined
  }

  get run(): ReadonlySignal<Run | undefined> {
    return this.#run
  }

  /** What each wish for a backend comes to on this machine, as far as it was asked. */
  get backends(): ReadonlySignal<Backends> {
    return this.#backends
  }

  get busy(): boolean {
    const phase = this.#run.value?.phase
    return phase !== undefined && !['done', 'failed', 'interrupted'].includes(phase)
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
    for (const point of history) if (point.step <= step) this.#meters.curve.add(point.step, point.loss)
    this.#change({ points: this.#meters.curve.points() })
  }

  pause(): void {
    if (this.#run.value?.phase !== 'running') return
    this.#change({ phase: 'pausing', message: 'Finishing the step and saving a checkpoint.' })
    this.#worker?.post({ type: 'pause' })
  }

  resume(): void {
    if (this.#run.value?.phase !== 'paused') return
    this.#meters.pace.pause()
    this.#change({ phase: 'running', message: 'Training.', pace: idle })
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
    this.#meters = newMeters(order.config.steps)
    this.#memory?.setItem(MEMORY_KEY, order.jobId)
    this.#run.value = {
      jobId: order.jobId,
      model: order.model,
      datasets: order.datasets,
      config: order.config,
      phase: 'preparing',
      message: 'Starting.',
      step,
      savedStep: step,
      pace: idle,
      points: noPoints,
    }
    this.#workerNow().post({ type: 'start', order })
  }

  #workerNow(): TrainingWorker {
    if (this.#worker) return this.#worker
    const worker = this.#openWorker()
    worker.listen(
      (message) => worker === this.#worker && this.#hear(message),
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

  #hear(message: FromTraining): void {
    switch (message.type) {
      case 'probed':
        this.#backends.value = { ...this.#backends.value, [message.wanted]: message }
        return
      case 'preparing':
        this.#change({ message: message.message, prepared: message.progress })
        return
      case 'backend':
        this.#change({ backend: message.choice })
        return
      case 'steps':
        this.#takeSteps(message.reports)
        return
      case 'saving':
        if (this.#run.value?.phase === 'stopping') this.#change({ phase: 'saving' })
        this.#change({ message: 'Saving a checkpoint.' })
        return
      case 'uploaded':
        void this.#noteCheckpoint(message.step)
        return
      case 'paused':
        if (this.#run.value?.phase !== 'pausing') return
        this.#change({ phase: 'paused', message: `Paused at step ${message.step}.`, pace: idle })
        void this.#report('paused')
        return
      case 'ended':
        this.#change({ seconds: message.seconds })
        void this.#commit(message.stopped)
        return
      case 'failed':
        this.#fail(message.message)
    }
  }

  #takeSteps(reports: readonly StepReport[]): void {
    const run = this.#run.value
    const latest = reports.at(-1)
    if (!run || !latest) return
    const { curve, pace, sinceReport } = this.#meters
    for (const report of reports) {
      curve.add(report.step, report.loss)
      pace.mark(report.step, report.at)
      sinceReport.sum += report.loss
      sinceReport.count++
    }
    this.#change({
      phase: run.phase === 'preparing' ? 'running' : run.phase,
      message: run.phase === 'preparing' ? 'Training.' : run.message,
      prepared: undefined,
      step: latest.step,
      latest,
      pace: pace.now(),
      points: curve.points(),
    })
    if (Date.now() - this.#meters.reportedAt >= REPORT_EVERY) void this.#report('running')
  }

  /** The mean loss since the last report, so that the host's history has no single lucky batches in it. */
  async #report(state: 'running' | 'paused' | 'failed', message?: string): Promise<void> {
    const run = this.#run.value
    if (!run) return
    const { sum, count } = this.#meters.sinceReport
    this.#meters.reportedAt = Date.now()
    this.#meters.sinceReport = { sum: 0, count: 0 }
    try {
      await this.#host.call('train.report', {
        jobId: run.jobId,
        step: run.step,
        loss: count > 0 ? sum / count : (run.latest?.loss ?? 0),
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
      this.#change({ savedStep: step, message: run.phase === 'running' ? 'Training.' : run.message })
    } catch (error) {
      this.#toasts.error('The checkpoint was not kept', error)
    }
    this.#worker?.post({ type: 'noted' })
  }

  async #commit(stopped: boolean): Promise<void> {
    const run = this.#run.value
    if (!run) return
    this.#change({ phase: 'saving', message: 'Putting the model into the library.' })
    this.#closeWorker()
    if (run.backend && run.pace.stepsPerSecond) {
      void this.speeds.keep(run.backend.backend, run.pace.stepsPerSecond * operationsPerStep(run.config))
    }
    try {
      const result = await this.#host.call('train.commit', { jobId: run.jobId })
      const message = stopped
        ? `Stopped at step ${run.step} of ${run.config.steps}; the model is kept as it was then.`
        : 'It can be raced at once.'
      this.#change({ phase: 'done', message, result, pace: idle })
      this.#toasts.show({ tone: 'good', message: `${run.model} is trained and in the library.` })
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error))
    }
  }

  /** With a checkpoint at the host the training can go on from there; without one it has failed. */
  #fail(reason: string): void {
    this.#closeWorker()
    const run = this.#run.value
    if (!run || !this.busy) return
    const resumable = run.savedStep > 0
    this.#change({ phase: resumable ? 'interrupted' : 'failed', message: reason, pace: idle })
    void this.#report(resumable ? 'paused' : 'failed', reason)
  }
}

function newMeters(steps: number): Meters {
  return {
    curve: new LossCurve(steps),
    pace: new PaceMeter(steps),
    reportedAt: 0,
    sinceReport: { sum: 0, count: 0 },
  }
}
