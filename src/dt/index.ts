/**
 * The Decision Transformer: reading and writing Hugging Face's checkpoints, training on recorded episodes, and acting
 * as a policy that is told which return to reach.
 */
export { type AgentOptions, DecisionTransformerAgent, DecisionTransformerAgents } from './agent.js'
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
  loadCheckpoint,
  saveCheckpoint,
  type WeightTensor,
} from './checkpoint.js'
export { ADAPTIVE, isAdaptive, type ModelConfig, parseModelConfig } from './config.js'
export {
  type Conditioning,
  type GaitwayMeta,
  gaitwayJson,
  GaitwayMetaSchema,
  parseGaitwayMeta,
} from './gaitwayMeta.js'
export { forwardFile, type ForwardRequest, type RolloutDifference, rolloutDifference } from './door.js'
export { type GradientPool, gradientServer } from './gradientServer.js'
export { TrainingDiverged } from './lossWatch.js'
export { MetricsFiles } from './metrics.js'
export { exportOnnx, type OnnxOptions } from './onnx.js'
export { presets, type Recipe, type RecipeName } from './recipe.js'
export type { Snapshot } from './session.js'
export { type Evaluation, type Progress, train, type TrainOptions, type TrainResult } from './trainer.js'
export { TrainingControl } from './trainingControl.js'
export { type EpisodeSource, joinSources } from './trainingData.js'
export { BACKENDS, CONDITIONINGS, RECIPES, SCHEDULES, TIMESTEPS, trainingLimits } from './trainingLimits.js'
export {
  loadTrainingState,
  saveTrainingState,
  type TrainingState,
  trainingStateFiles,
} from './trainingState.js'
