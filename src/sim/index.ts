/**
 * Planar articulated bodies and the ground under them, simulated in Rapier: Gymnasium's Hopper, Walker2d and
 * HalfCheetah as environments; importing `register.ts` makes them known to `make`.
 */
export {
  bodies,
  type Body,
  type BodyControls,
  type BodyName,
  bodyNameOf,
  bodyNames,
  bodyOf,
  type DialTurning,
  EPISODE_STEPS,
  findBody,
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
export {
  type BodyDescription,
  type Capsule,
  controlStep,
  type Costume,
  type Hinge,
  hinges,
  type Link,
} from './body.js'
export { LocomotionEnv } from './locomotionEnv.js'
export { LocomotionVectorEnv } from './locomotionVectorEnv.js'
export { observationLayout, type ObservationLayout, type Slice } from './observation.js'
export type { LocomotionOptions } from './options.js'
export { engineVersion } from './rapier.js'
export type { Judge, Quantities, Task, Verdict } from './task.js'
export { type HealthyRanges, run, type RunOptions, type RunReward } from './tasks/run.js'
export {
  levelComplaint,
  type ProfilePoint,
  Terrain,
  terrainOf,
  terrainSchema,
  type TerrainSection,
} from './terrain.js'
