import './example/lander.js'
import { createGenerator, type VectorEnv } from '../../src/gym/index.js'

/** Every kind of draw, from several seeds: the same numbers in every engine. */
export function randomNumbers(): number[] {
  return [0, 1, 2 ** 40 + 3].flatMap((seed) => {
    const generator = createGenerator(seed)
    return Array.from({ length: 2000 }, () => [
      generator.bits(),
      generator.uniform(-3, 5),
      generator.normal(),
      generator.exponential(),
      generator.integer(1000),
      generator.fork().normal(),
    ]).flat()
  })
}

/** Observations and rewards of 300 steps with random actions; closes the vector environment. */
export async function flights(envs: VectorEnv): Promise<number[]> {
  envs.actionSpace.seed(5)
  const [first] = await envs.reset({ seed: 11 })
  const seen = [...first]
  for (let step = 0; step < 300; step++) {
    const [observations, rewards] = await envs.step(envs.actionSpace.sample())
    seen.push(...observations, ...rewards)
  }
  await envs.close()
  return seen
}
