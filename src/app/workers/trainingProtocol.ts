import * as v from 'valibot'
import { BACKENDS } from '../../dt/index.js'
import { TrainingConfig } from '../../host/window.js'
import { messageCheck } from '../messaging/messageCheck.js'

const step = v.pipe(v.number(), v.integer(), v.minValue(0))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const names = v.pipe(v.array(v.string()), v.readonly())
/** Of a training that goes astray some figures are no numbers: that is for the curve to show. */
const measured = v.union([v.number(), v.nan()])
const wanted = v.picklist(BACKENDS)

const ChoiceSchema = v.strictObject({ backend: v.picklist(['webgpu', 'wasm', 'cpu']), reason: v.string() })

/** One training, as the worker gets it. */
const OrderSchema = v.strictObject({
  jobId: v.string(),
  /** Library folders of the demonstrations. */
  datasets: names,
  /** Name of the model. */
  model: v.string(),
  config: TrainingConfig,
  /** Files of the checkpoint to go on from, under `staging/<jobId>/`; none for a new training. */
  resumeFiles: names,
})
export type TrainingOrder = v.InferOutput<typeof OrderSchema>

/** One optimizer step. */
const StepReportSchema = v.strictObject({
  step,
  loss: measured,
  gradNorm: measured,
  learningRate: v.number(),
  /** Milliseconds of the worker's clock, since the Unix epoch. */
  at: v.number(),
})
export type StepReport = v.InferOutput<typeof StepReportSchema>

/** What the window tells the worker. */
export const ToTrainingSchema = v.variant('type', [
  v.strictObject({ type: v.literal('probe'), wanted }),
  v.strictObject({ type: v.literal('start'), order: OrderSchema }),
  /** Finishes the step in flight, writes a checkpoint, waits. */
  v.strictObject({ type: v.literal('pause') }),
  v.strictObject({ type: v.literal('resume') }),
  /** Finishes the step in flight and ends with what there is. */
  v.strictObject({ type: v.literal('stop') }),
  /** The host has taken note of the checkpoint: its files may be written over. */
  v.strictObject({ type: v.literal('noted') }),
])
export type ToTraining = v.InferOutput<typeof ToTrainingSchema>

/** What the worker tells the window. */
export const FromTrainingSchema = v.variant('type', [
  /** `choice`, or why there is none. */
  v.strictObject({
    type: v.literal('probed'),
    wanted,
    choice: v.optional(ChoiceSchema),
    problem: v.optional(v.string()),
  }),
  /** Before the first step: what it is busy with, and how far where that is known. */
  v.strictObject({ type: v.literal('preparing'), message: v.string(), progress: v.optional(share) }),
  v.strictObject({ type: v.literal('backend'), choice: ChoiceSchema }),
  v.strictObject({ type: v.literal('steps'), reports: v.array(StepReportSchema) }),
  v.strictObject({ type: v.literal('saving') }),
  /** The host is out of reach: training goes on, and the next checkpoint may fare better. */
  v.strictObject({ type: v.literal('unsaved'), reason: v.string() }),
  /** The files of the checkpoint at `step` are uploaded; answered by `noted`. */
  v.strictObject({ type: v.literal('uploaded'), step }),
  v.strictObject({ type: v.literal('paused'), step }),
  /** All is uploaded; `stopped` when it ended before its last step, `hasLearned` where there were steps enough to say. */
  v.strictObject({
    type: v.literal('ended'),
    step,
    stopped: v.boolean(),
    hasLearned: v.optional(v.boolean()),
    seconds: v.number(),
  }),
  v.strictObject({ type: v.literal('failed'), message: v.string() }),
])
export type FromTraining = v.InferOutput<typeof FromTrainingSchema>

export const checkTrainingMessage = messageCheck('window and training worker')
