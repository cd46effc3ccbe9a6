/**
 * The skill dial: ask a trained agent for a return and get it. Measures what a model achieves at many targets, fits
 * the curve from asked to achieved, judges it on fresh seeds, and turns skill 0–100 into a policy.
 */
export { type Baseline, type BaselineName, type BaselineOptions, baselines } from './baselines.js'
export { type FinishedBatches } from './batchJournal.js'
export { evaluate, type EvaluateOptions, type Evaluation, type EvaluationProgress } from './evaluate.js'
export { calibrate, type CalibrateOptions, saveCalibration } from './calibrate.js'
export { fitCalibration } from './fitCalibration.js'
export { type Calibration, type DialPromise, parseCalibration } from './calibration.js'
export { brokenLimits, type Certificate, certify, type CertifyOptions, DEFAULT_PROMISE } from './certify.js'
export { type CertificateFile, judgesDial, parseCertificate } from './certificateFile.js'
export { DialAgents } from './dialAgents.js'
export { type DialAnswer, DialCurve, type DialZone } from './dialCurve.js'
export { type Expectation, expectationAt } from './expectation.js'
export { type DialSetting, SkillDial } from './skillDial.js'
export { type DialFigures, dialFigures, driftOf, evenTargets, type TargetResult } from './figures.js'
export { loadDialable } from './modelFolder.js'
export {
  CALIBRATION_SEEDS,
  DEMONSTRATION_SEEDS,
  EVALUATION_SEEDS,
  JUDGING_SEEDS,
  type SeedRange,
  seedsFrom,
} from './seeds.js'
