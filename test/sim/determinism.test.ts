import { describe, expect, test } from 'vitest'
import type { Env } from '../../src/gym/env.js'
import { make } from '../../src/gym/registration.js'
import { createGenerator } from '../../src/gym/seeding.js'
import { Digest, trajectoryDigest } from './trajectory.js'

/** Taken once; they change only with the physics recipe, and then gaits, demonstrations and models must follow. */
const known: Record<string, string> = {
  'Gaitway/Hopper-v0': '1a468a0f',
  'Gaitway/Walker2d-v0': '4648dfbf',
  'Gaitway/HalfCheetah-v0': '694e1525',
}

describe.each(Object.keys(known))('%s', (envId) => {
  test('a seed and actions give the bits that they always gave', () => {
    expect(trajectoryDigest(envId, 7, 400)).toBe(known[envId])
  })

  test('earlier episodes and other environments leave no trace', () => {
    const fresh = make(envId)
    const expected = digest(fresh, 11)
    const used = make(envId)
    const neighbour = make(envId)
    digest(neighbour, 3)
    digest(used, 5)
    digest(used, 6)
    expect(digest(used, 11)).toBe(expected)
    expect(digest(neighbour, 11)).toBe(expected)
    expect(digest(fresh, 11)).toBe(expected)
    for (const env of [fresh, used, neighbour]) env.close()
  })
})

test('without a seed the generator goes on, with one it starts again', () => {
  const env = make('Gaitway/Hopper-v0')
  const [first] = env.reset({ seed: 1 })
  const [second] = env.reset()
  const [again] = env.reset({ seed: 1 })
  expect(again).toEqual(first)
  expect(second).not.toEqual(first)
  expect(env.reset()[0]).toEqual(second)
  env.close()
})

/** Digest of one episode under uniform torques. */
function digest(env: Env, seed: number): string {
  const generator = createGenerator(seed)
  const total = new Digest()
  total.add(env.reset({ seed })[0])
  for (let step = 0; step < 120; step++) {
    const action = Float32Array.from({ length: env.actionSpace.shape![0] }, () => generator.uniform(-1, 1))
    const [observation, reward, terminated] = env.step(action)
    total.add(observation)
    total.add(reward)
    if (terminated) break
  }
  return total.hex
}
