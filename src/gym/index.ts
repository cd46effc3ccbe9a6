/**
 * The gym: what an environment is, with Gymnasium's semantics, and everything that works on any environment: spaces,
 * seeding, the registry, wrappers, checks and vector environments. Bodies live next door, in `sim`.
 */
export { checkAction } from './action.js'
export { type Capabilities, capability, requireCapability } from './capabilities.js'
export { checkEnv, type CheckOptions } from './check/checkEnv.js'
export { closest } from './closest.js'
export type { Env, Info, ResetOptions, StepResult } from './env.js'
export { findNonJson, fromJSONValue, toJSONValue } from './jsonValue.js'
export { log } from './logarithm.js'
export {
  findSpec,
  make,
  type MakeOptions,
  pprintRegistry,
  register,
  registeredEnvs,
  type Registration,
  specFor,
  unregister,
} from './registration.js'
export {
  checkSeed,
  createGenerator,
  fraction,
  Generator,
  type GeneratorState,
  randomSeed,
} from './seeding.js'
export { batchSpace, concatenate, separate } from './spaces/batch.js'
export { Box } from './spaces/box.js'
export { Dict } from './spaces/dict.js'
export { Discrete } from './spaces/discrete.js'
export { flatSize, flatten, flattenSpace, unflatten } from './spaces/flatten.js'
export { spaceFromJSON, spaceFromText, spaceToText } from './spaces/json.js'
export { MultiBinary } from './spaces/multiBinary.js'
export { MultiDiscrete } from './spaces/multiDiscrete.js'
export { type Arrays, type DType, type Member, Space, type SpaceJSON } from './spaces/space.js'
export { Tuple } from './spaces/tuple.js'
export {
  type EntryPoint,
  EnvSpec,
  type EnvSpecFields,
  type Options,
  parseEnvId,
  type VectorEntryPoint,
  type WrapperSpec,
} from './spec.js'
export { arctangent2, cosine, sine } from './trigonometry.js'
export {
  AsyncVectorEnv,
  type AsyncVectorOptions,
  browserEnvWorkers,
  type EnvWorkers,
} from './vector/asyncVectorEnv.js'
export { batchReset, batchStep, resetOrders } from './vector/batching.js'
export type { LaneResult } from './vector/lane.js'
export { type LaneInit, laneServer, type LaneTask } from './vector/laneServer.js'
export { makeVec, type MakeVecOptions } from './vector/makeVec.js'
export { SyncVectorEnv, type SyncVectorOptions } from './vector/syncVectorEnv.js'
export {
  AutoresetMode,
  autoresetModeOf,
  type VectorEnv,
  type VectorResetOptions,
  type VectorStepResult,
} from './vector/vectorEnv.js'
export { setWarningHandler, warn } from './warning.js'
export { ClipAction, RescaleAction } from './wrappers/boundedAction.js'
export { registerWrapper, wrapByName, type WrapperEntryPoint } from './wrappers/byName.js'
export { FrameStackObservation, type FrameStackOptions } from './wrappers/frameStackObservation.js'
export { NormalizeObservation, NormalizeReward } from './wrappers/normalize.js'
export { OrderEnforcing } from './wrappers/orderEnforcing.js'
export { PassiveEnvChecker } from './wrappers/passiveEnvChecker.js'
export { type EpisodeStatistics, RecordEpisodeStatistics } from './wrappers/recordEpisodeStatistics.js'
export {
  cappedCubicSchedule,
  RecordVideo,
  type RecordVideoOptions,
  type VideoSink,
} from './wrappers/recordVideo.js'
export { RunningStatistics, type StatisticsState } from './wrappers/runningStatistics.js'
export { TimeAwareObservation, type TimeAwareOptions } from './wrappers/timeAwareObservation.js'
export { TimeLimit } from './wrappers/timeLimit.js'
export { TransformAction, TransformObservation, TransformReward } from './wrappers/transform.js'
export {
  callWrapperAttr,
  getWrapperAttr,
  hasWrapperAttr,
  layers,
  setWrapperAttr,
  Wrapper,
} from './wrappers/wrapper.js'
