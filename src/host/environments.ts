import { Box, make } from '../gym/index.js'
import { engineVersion } from '../sim/index.js'
import { describeEnv, type EnvDescription } from '../data/index.js'
import { InputError } from '../platform/index.js'

/** Numbers of one observation and one action, and the spaces as a dataset keeps them. */
export function describeEnvironment(
  envId: string,
  envOptions: Record<string, unknown>,
): { observationSize: number; actionSize: number; description: EnvDescription } {
  const env = make(envId, envOptions)
  try {
    const { observationSpace, actionSpace } = env
    if (!(observationSpace instanceof Box && actionSpace instanceof Box))
      throw new InputError(
        `${envId} cannot be recorded: its observations and actions are not boxes of numbers`,
      )
    return {
      observationSize: observationSpace.size,
      actionSize: actionSpace.size,
      description: describeEnv(env),
    }
  } finally {
    env.close()
  }
}

/** What simulates, as a dataset keeps it: replays are exact to the bit only with the same. */
export function engineVersions(gaitway: string): Record<string, string> {
  const [name, version] = engineVersion().split(' ')
  return { gaitway, [name]: version }
}
