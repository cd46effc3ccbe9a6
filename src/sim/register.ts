import { register } from '../gym/index.js'
import { bodies, EPISODE_STEPS } from './bodies.js'
import { LocomotionEnv } from './locomotionEnv.js'
import { LocomotionVectorEnv, type LocomotionVectorOptions } from './locomotionVectorEnv.js'
import type { LocomotionOptions } from './options.js'

for (const body of Object.values(bodies))
  for (const [id, task] of Object.entries(body.tasks))
    register<LocomotionOptions>({
      id,
      entryPoint: (options) => new LocomotionEnv(body, options, task),
      vectorEntryPoint: (options) => new LocomotionVectorEnv(body, options as LocomotionVectorOptions, task),
      maxEpisodeSteps: EPISODE_STEPS,
    })
