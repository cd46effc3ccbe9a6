/**
 * Who acts: scripted gaits with a skill, a person at the keyboard or gamepad, chance, and recordings played again.
 * All of them are a `Policy`, and a `Rollout` lets them act.
 */
export type { BatchPolicy, Outcome, Policy } from './policy.js'
export { asBatch } from './asBatch.js'
export { PerturbedPolicy } from './perturbedPolicy.js'
export {
  Rollout,
  type RolloutEnv,
  type RolloutOptions,
  type RolloutStep,
  type RolloutRunOptions,
} from './rollout.js'
export { makePolicy, policyNames, type PolicyOptions } from './makePolicy.js'
export { gaitNamed, gaitNames, gaitOf } from './gaits.js'
export { commandOf, linearGaitSchema, parseGait, type LinearGait } from './gait.js'
export { GaitController } from './gaitController.js'
export { RandomPolicy } from './randomPolicy.js'
export { ReplayPolicy, type RecordedActions } from './replayPolicy.js'
export { ScriptedPolicy } from './scriptedPolicy.js'
export { KeyboardPolicy, type Controls, type ControlScheme } from './keyboard/keyboardPolicy.js'
export { keyboardSchemes, makeKeyboard, type SchemeDescription } from './keyboard/schemes.js'
