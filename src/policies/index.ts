/**
 * Who acts: scripted gaits with a skill, a person at the keyboard or gamepad, chance, and recordings played again.
 * All of them are a `Policy`, and a `Rollout` lets them act.
 */
export { approach } from './approach.js'
export { asBatch } from './asBatch.js'
export {
  commandOf,
  correctionNetwork,
  gaitSizes,
  type GaitWeights,
  interpolate,
  type LinearGait,
  linearGaitSchema,
  parseGait,
} from './gait.js'
export { GaitController } from './gaitController.js'
export { gaitNamed, gaitNames, gaitOf } from './gaits.js'
export { type Controls, type ControlScheme, KeyboardPolicy } from './keyboard/keyboardPolicy.js'
export { keyboardSchemes, makeKeyboard, type SchemeDescription } from './keyboard/schemes.js'
export { makePolicy, policyNames, type PolicyOptions } from './makePolicy.js'
export { Perceptron } from './perceptron.js'
export { PerturbedPolicy } from './perturbedPolicy.js'
export type { BatchPolicy, Outcome, Policy } from './policy.js'
export { RandomPolicy } from './randomPolicy.js'
export { type RecordedActions, ReplayPolicy } from './replayPolicy.js'
export {
  Rollout,
  type RolloutEnv,
  type RolloutOptions,
  type RolloutRunOptions,
  type RolloutStep,
} from './rollout.js'
export { ScriptedPolicy } from './scriptedPolicy.js'
