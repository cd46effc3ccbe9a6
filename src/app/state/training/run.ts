import type { BackendChoice } from '../../../dt/index.js'
import type { ModelSummary, TrainingConfig } from '../../../host/window.js'
import type { StepReport } from '../../workers/trainingProtocol.js'
import type { CurvePoints } from './curve.js'
import type { Pace } from './pace.js'

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
  /** What stands in the way of saving, while it does. */
  warning?: string
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

/** What each wish for a backend comes to, or why it comes to nothing. */
export type Backends = Partial<
  Record<TrainingConfig['backend'], { choice?: BackendChoice; problem?: string }>
>

export const noPace: Pace = { stepsPerSecond: undefined, secondsLeft: undefined }
export const noPoints: CurvePoints = { steps: [], raw: [], smooth: [] }

export function hasEnded(phase: Phase): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'interrupted'
}
