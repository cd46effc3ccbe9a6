/**
 * The gym: what an environment is, with Gymnasium's semantics, and everything that works on any environment: spaces,
 * seeding, the registry, wrappers, checks and vector environments. Bodies live next door, in `sim`.
 */
export { checkAction } from './action.js'
export type { Env, Info, ResetOptions, StepResult } from './env.js'
export {
  findSpec,
  make,
  type MakeOptions,
  pprintRegistry,
  register,
  registeredEnvs,
  type Registration,
  unregister,
} from './registration.js'
export { checkSeed, createGenerator, Generator, type GeneratorState, randomSeed } from './seeding.js'
export { Box } from './spaces/box.js'
export { type Arrays, type DType, Space, type SpaceJSON } from './spaces/space.js'
export { type EntryPoint, EnvSpec, type EnvSpecFields, parseEnvId, type WrapperSpec } from './spec.js'
export { setWarningHandler, warn } from './warning.js'
export { OrderEnforcing } from './wrappers/orderEnforcing.js'
export { TimeLimit } from './wrappers/timeLimit.js'
export { getWrapperAttr, hasWrapperAttr, layers, setWrapperAttr, Wrapper } from './wrappers/wrapper.js'
