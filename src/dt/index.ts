/**
 * The Decision Transformer: reading and writing Hugging Face's checkpoints, training on recorded episodes, and acting
 * as a policy that is told which return to reach.
 */
export { type AgentOptions, DecisionTransformerAgent, DecisionTransformerAgents, laneAt } from './agent.js'
export {
  type BackendChoice,
  chooseBackend,
  DeviceLost,
  prepareBackend,
  type WantedBackend,
} from './backend.js'
export {
  type Checkpoint,
  checkpointFiles,
  inspectCheckpoint,
  loadCheckpoint,
  saveCheckpoint,
  type WeightTensor,
} from './checkpoint.js'
export { ADAPTIVE, isAdaptive, type ModelConfig, parseModelConfig } from './config.js'
export { forwardFile, type ForwardRequest, type RolloutDifference, rolloutDifference } from './door.js'
export {
  type Conditioning,
  gaitwayJson,
  type GaitwayMeta,
  GaitwayMetaSchema,
  parseGaitwayMeta,
  timestepsOf,
} from './gaitwayMeta.js'
export { type GradientPool, gradientServer } from './gradientServer.js'
export { Inference } from './inference.js'
export { TrainingDiverged } from './lossWatch.js'
export { MetricsFiles } from './metrics.js'
export { exportOnnx, type OnnxOptions } from './onnx.js'
export { Random } from './random.js'
export { presets, type Recipe, type RecipeName } from './recipe.js'
export { standardiseReturn } from './returnToken.js'
export type { Snapshot } from './session.js'
export { type Evaluation, type Progress, train, type TrainOptions, type TrainResult } from './trainer.js'
export { TrainingControl } from './trainingControl.js'
export { type EpisodeSource, joinSources, normalise } from './trainingData.js'
export { BACKENDS, CONDITIONINGS, RECIPES, SCHEDULES, TIMESTEPS, trainingLimits } from './trainingLimits.js'
export {
  loadTrainingState,
  saveTrainingState,
  type TrainingState,
  trainingStateFiles,
} from './trainingState.js'
