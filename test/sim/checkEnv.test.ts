import { expect, test } from 'vitest'
import { checkEnv } from '../../src/gym/index.js'
import { bodies, bodyOf, LocomotionEnv } from '../../src/sim/index.js'

const hills = { terrain: [{ type: 'bumps', length: 20, height: 0.1, spacing: 2 }] }

test.each(Object.keys(bodies))('%s keeps the rules of an environment, on a level too', (envId) => {
  for (const options of [{}, { level: hills }]) {
    const env = new LocomotionEnv(bodyOf(envId), options)
    // The only warnings: observations have no bounds, as in Gymnasium.
    expect(checkEnv(env).filter((warning) => !/bound|infinit/i.test(warning))).toEqual([])
    env.close()
  }
})
