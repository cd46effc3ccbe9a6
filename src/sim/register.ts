import { register } from '../gym/registration.js'
import { bodies, EPISODE_STEPS } from './bodies.js'
import { LocomotionEnv } from './locomotionEnv.js'
import { LocomotionVectorEnv, type LocomotionVectorOptions } from './locomotionVectorEnv.js'
import type { LocomotionOptions } from './options.js'

for (const [id, body] of Object.entries(bodies)) {
  register<LocomotionOptions>({
    id,
    entryPoint: (options) => new LocomotionEnv(body, options),
    vectorEntryPoint: (options) => new LocomotionVectorEnv(body, options as LocomotionVectorOptions),
    maxEpisodeSteps: EPISODE_STEPS,
  })
}
