/**
 * The skill dial: ask a trained agent for a return and get it. Measures what a model achieves at many targets, fits
 * the curve from asked to achieved, judges it on fresh seeds, and turns skill 0–100 into a policy.
 */
export { type Baseline, type BaselineName, type BaselineOptions, baselines } from './baselines.js'
export { BatchJournal, type FinishedBatches } from './batchJournal.js'
export { calibrate, type CalibrateOptions, publishCalibration, saveCalibration } from './calibrate.js'
export {
  type Calibration,
  type DialPromise,
  hasLostPromise,
  parseCalibration,
  promiseOf,
} from './calibration.js'
export { withTitle } from './cardSections.js'
export {
  CERTIFICATE_FILE,
  type CertificateFile,
  certificateJson,
  type Judged,
  judgesDial,
  parseCertificate,
} from './certificateFile.js'
export { brokenLimits, type Certificate, certify, type CertifyOptions, DEFAULT_PROMISE } from './certify.js'
export { type DemonstrationPlan, demonstrations } from './demonstrations.js'
export { DialAgents } from './dialAgents.js'
export { type DialAnswer, DialCurve, type DialZone } from './dialCurve.js'
export { evaluate, type EvaluateOptions, type Evaluation, type EvaluationProgress } from './evaluate.js'
export { type Expectation, expectationAt } from './expectation.js'
export { type DialFigures, dialFigures, driftOf, evenTargets, type TargetResult } from './figures.js'
export { fitCalibration } from './fitCalibration.js'
export { formatCertificate, formatEvaluation, formatModelCard } from './modelCard.js'
export { editCard, loadDialable, updateCard } from './modelFolder.js'
export {
  CALIBRATION_SEEDS,
  DEMONSTRATION_SEEDS,
  EVALUATION_SEEDS,
  JUDGING_SEEDS,
  type SeedRange,
  seedsFrom,
} from './seeds.js'
export { type DialSetting, SkillDial } from './skillDial.js'
export { quantile } from './statistics.js'
