import { expect, test } from 'vitest'
import { checkEnv } from '../../src/gym/index.js'
import { bodies, LocomotionEnv } from '../../src/sim/index.js'

const hills = { terrain: [{ type: 'bumps', length: 20, height: 0.1, spacing: 2 }] }

test.each(Object.values(bodies))('$envId keeps the rules of an environment, on a level too', (body) => {
  for (const options of [{}, { level: hills }]) {
    const env = new LocomotionEnv(body, options)
    // The only warnings: observations have no bounds, as in Gymnasium.
    expect(checkEnv(env).filter((warning) => !/bound|infinit/i.test(warning))).toEqual([])
    env.close()
  }
})
