import { describe, expect, it } from 'vitest'
import { type Episode, pushing, type Pushes, recordEpisode, replayEpisode } from '../../src/data/index.js'
import { makePoint, TestPolicy } from './testEnv.js'

/** Means to do nothing, so that every push shows. */
class Quiet extends TestPolicy {
  override act(): Float32Array {
    return Float32Array.of(0)
  }
}

const pushed = (seed: number, changes: Partial<Pushes> = {}): Promise<Episode> =>
  recordEpisode(makePoint(), new Quiet(), {
    seed,
    perturb: pushing({ count: 2, strength: 0.1, duration: 3, steps: 20, ...changes }),
  })

/** Steps at which something else was applied than was meant. */
function pushedSteps({ actions, appliedActions }: Episode): number[] {
  return [...actions.keys()].filter((i) => appliedActions && appliedActions[i] !== actions[i])
}

describe('pushes', () => {
  it('last as long as they shall, one in each stretch of the episode, at random times', async () => {
    const episodes = await Promise.all([1, 2, 3, 4].map((seed) => pushed(seed)))
    for (const episode of episodes) {
      const steps = pushedSteps(episode)
      expect(steps).toHaveLength(6)
      const [first, , , second] = steps
      expect(steps).toEqual([first, first + 1, first + 2, second, second + 1, second + 2])
      expect(steps[2]).toBeLessThan(10)
      expect(second).toBeGreaterThanOrEqual(10)
    }
    expect(new Set(episodes.map((episode) => pushedSteps(episode).join())).size).toBeGreaterThan(1)
  })

  it('repeat with the seed, and a replay has them, number by number', async () => {
    const episode = await pushed(7)
    expect(await pushed(7)).toEqual(episode)
    expect(replayEpisode(episode)).toBeUndefined()
  })

  it('stay within the actions’ range', async () => {
    const { appliedActions } = await pushed(7, { strength: 2 })
    expect(Math.max(...appliedActions!.map(Math.abs))).toBe(1)
  })

  it('none change nothing', async () => {
    expect(await pushed(7, { count: 0 })).toEqual(await recordEpisode(makePoint(), new Quiet(), { seed: 7 }))
  })

  it('refuse what does not fit into an episode', () => {
    const push = { count: 2, strength: 0.5, duration: 3, steps: 20 }
    expect(() => pushing({ ...push, count: 7 })).toThrow(/7 pushes of 3 steps do not fit .* from 0 to 6/)
    expect(() => pushing({ ...push, count: 1.5 })).toThrow(/give a whole number/)
    expect(() => pushing({ ...push, strength: -1 })).toThrow(/strength must be 0 or more/)
  })
})
