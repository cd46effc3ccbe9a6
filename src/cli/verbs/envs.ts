import { Box, make, registeredEnvs } from '../../gym/index.js'
import '../../sim/register.js'
import { table } from '../table.js'
import { defineVerb } from '../verb.js'

export const envs = defineVerb({
  name: 'envs',
  summary: 'List the environments.',
  options: {},
  examples: ['gaitway envs', 'gaitway envs --json'],
  async run() {
    const rows = registeredEnvs().map((spec) => {
      const env = make(spec)
      try {
        return {
          id: spec.id,
          observationSize: env.observationSpace instanceof Box ? env.observationSpace.size : null,
          actionSize: env.actionSpace instanceof Box ? env.actionSpace.size : null,
          maxEpisodeSteps: spec.maxEpisodeSteps ?? null,
          rewardThreshold: spec.rewardThreshold ?? null,
        }
      } finally {
        env.close()
      }
    })
    return {
      json: { envs: rows },
      text: table(
        ['environment', 'observations', 'actions', 'steps', 'solved at'],
        rows.map((row) => [
          row.id,
          row.observationSize ?? '–',
          row.actionSize ?? '–',
          row.maxEpisodeSteps ?? '–',
          row.rewardThreshold ?? '–',
        ]),
      ),
    }
  },
})
