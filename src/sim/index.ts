/**
 * Planar articulated bodies and the ground under them, simulated in Rapier: Gymnasium's Hopper, Walker2d and
 * HalfCheetah as environments. Importing this registers them.
 */
import './register.js'

export {
  bodies,
  bodyNameOf,
  bodyNames,
  bodyOf,
  EPISODE_STEPS,
  findBody,
  type Body,
  type BodyControls,
  type BodyName,
  type DialTurning,
  type ThrottleRates,
  type TorqueKey,
} from './bodies.js'
export type {
  CommandDraw,
  CorrectionReward,
  CorrectionSettings,
  CorrectionStage,
  GaitSearch,
  JudgedStage,
  Judgement,
  RhythmStage,
  SearchStage,
  Stage,
} from './bodies/gaitSearch.js'
export type { Making, RecordSettings, TrainSettings } from './bodies/making.js'
export { LocomotionEnv } from './locomotionEnv.js'
export { LocomotionVectorEnv } from './locomotionVectorEnv.js'
export { observationLayout, type ObservationLayout, type Slice } from './observation.js'
export type { LocomotionOptions } from './options.js'
export type { Judge, Quantities, Task, Verdict } from './task.js'
export { run, type HealthyRanges, type RunOptions, type RunReward } from './tasks/run.js'
export {
  controlStep,
  hinges,
  type BodyDescription,
  type Capsule,
  type Costume,
  type Hinge,
  type Link,
} from './body.js'
export { Terrain, terrainOf, terrainSchema, type ProfilePoint, type TerrainSection } from './terrain.js'
export { engineVersion } from './rapier.js'
