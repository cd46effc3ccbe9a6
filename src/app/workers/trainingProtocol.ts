import type { BackendChoice } from '../../dt/index.js'
import type { TrainingConfig } from '../../host/contract.js'

/** One training, as the worker gets it. */
export interface TrainingOrder {
  jobId: string
  /** Library folders of the demonstrations. */
  datasets: readonly string[]
  /** Name of the model. */
  model: string
  config: TrainingConfig
  /** Files of the checkpoint to go on from, under `staging/<jobId>/`; none for a new training. */
  resumeFiles: readonly string[]
}

/** One optimizer step. */
export interface StepReport {
  step: number
  loss: number
  gradNorm: number
  learningRate: number
  /** Milliseconds of the worker's clock, since the Unix epoch. */
  at: number
}

/** What the window tells the worker. */
export type ToTraining =
  | { type: 'probe'; wanted: TrainingConfig['backend'] }
  | { type: 'start'; order: TrainingOrder }
  /** Finishes the step in flight, writes a checkpoint, waits. */
  | { type: 'pause' }
  | { type: 'resume' }
  /** Finishes the step in flight and ends with what there is. */
  | { type: 'stop' }
  /** The host has taken note of the checkpoint: its files may be written over. */
  | { type: 'noted' }

/** What the worker tells the window. */
export type FromTraining =
  /** `choice`, or why there is none. */
  | { type: 'probed'; wanted: TrainingConfig['backend']; choice?: BackendChoice; problem?: string }
  /** Before the first step: what it is busy with, and how far (0–1) where that is known. */
  | { type: 'preparing'; message: string; progress?: number }
  | { type: 'backend'; choice: BackendChoice }
  | { type: 'steps'; reports: StepReport[] }
  | { type: 'saving' }
  /** The host is out of reach: training goes on, and the next checkpoint may fare better. */
  | { type: 'unsaved'; reason: string }
  /** The files of the checkpoint at `step` are uploaded; answered by `noted`. */
  | { type: 'uploaded'; step: number }
  | { type: 'paused'; step: number }
  /** All is uploaded; `stopped` when it ended before its last step. */
  | { type: 'ended'; step: number; stopped: boolean; seconds: number }
  | { type: 'failed'; message: string }
