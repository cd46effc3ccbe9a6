import { describe, expect, it } from 'vitest'
import { capability, requireCapability, TimeLimit, TransformReward } from '../../src/gym/index.js'
import { InputError } from '../../src/platform/errors.js'
import { Script } from './wrappers/script.js'

/** A game that can be drawn, and knows how long a step is. */
class Arrow extends Script {
  readonly dt: unknown
  x = 3

  constructor(dt: unknown = 0.1) {
    super([{ observation: Float32Array.of(0) }])
    this.dt = dt
  }

  pose(poses = new Float32Array(3)): Float32Array {
    poses[0] = this.x
    return poses
  }
}

describe('capability', () => {
  it('finds what the innermost environment offers, through any wrappers', () => {
    const env = new TransformReward(
      new TimeLimit(new Arrow(), { maxEpisodeSteps: 5 }),
      (reward) => 2 * reward,
    )
    expect(capability(env, 'dt')).toBe(0.1)
    const pose = capability(env, 'pose')!
    expect([...pose()]).toEqual([3, 0, 0])
    const mine = new Float32Array(3)
    expect(pose(mine)).toBe(mine)
  })

  it('takes the outermost layer’s, so that a wrapper can answer otherwise', () => {
    class Slow extends TimeLimit {
      readonly dt = 0.5
    }
    expect(capability(new Slow(new Arrow(), { maxEpisodeSteps: 5 }), 'dt')).toBe(0.5)
  })

  it('is undefined where nobody offers it', () => {
    expect(capability(new Arrow(), 'setState')).toBeUndefined()
    expect(capability(new Arrow(undefined), 'dt')).toBe(0.1)
  })

  it('looks under a wrapper that is none of ours', () => {
    const arrow = new Arrow()
    const script = new Script([{ observation: Float32Array.of(0) }])
    expect(capability(Object.assign(script, { unwrapped: arrow }), 'dt')).toBe(0.1)
  })

  it('refuses what is not of its kind, in words', () => {
    for (const dt of ['0.1', 0, -1, NaN, () => 1]) {
      expect(() => capability(new Arrow(dt), 'dt')).toThrow(InputError)
      expect(() => capability(new Arrow(dt), 'dt')).toThrow(/the environment: dt must be a positive number/)
    }
  })
})

describe('requireCapability', () => {
  it('says what is missing, and what for', () => {
    expect(requireCapability(new Arrow(), 'dt', 'to be timed')).toBe(0.1)
    expect(() => requireCapability(new Arrow(), 'recall', 'to be shown again')).toThrow(
      'the environment has no recall(), which it needs to be shown again',
    )
  })
})
