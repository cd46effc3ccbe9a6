import { register } from '../gym/registration.js'
import { bodies, EPISODE_STEPS } from './bodies.js'
import { LocomotionEnv } from './locomotionEnv.js'
import type { LocomotionOptions } from './options.js'

for (const [id, body] of Object.entries(bodies)) {
  register<LocomotionOptions>({
    id,
    entryPoint: (options) => new LocomotionEnv(body, options),
    maxEpisodeSteps: EPISODE_STEPS,
  })
}
