import { describe, expect, it } from 'vitest'
import { type Episode, episodeReturn } from '../../src/data/episode.js'
import { type DemonstrationPlan, demonstrations } from '../../src/skill/demonstrations.js'
import { makeThrottle, ThrottlePolicy } from './throttle.js'

const plan = (changes: Partial<DemonstrationPlan> = {}): DemonstrationPlan => ({
  env: makeThrottle(),
  policyAt: (skill) => new ThrottlePolicy(skill),
  episodes: 20,
  skill: [0, 100],
  seed: 3,
  ...changes,
})

async function all(source: AsyncIterable<Episode>): Promise<Episode[]> {
  const episodes: Episode[] = []
  for await (const episode of source) episodes.push(episode)
  return episodes
}

const latecomer = (skill: number) => new ThrottlePolicy(100 * (skill / 100) ** 4)
const idler = () => new ThrottlePolicy(0)

/** Episodes in each of `bins` equal stretches of the returns. */
function coverage(episodes: readonly Episode[], bins: number): number[] {
  const returns = episodes.map(episodeReturn)
  const [low, high] = [Math.min(...returns), Math.max(...returns)]
  const counts = Array<number>(bins).fill(0)
  for (const value of returns) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++
  return counts
}

describe('demonstrations', () => {
  it('cover the skills evenly, in random order, and are the same for the same plan', async () => {
    const episodes = await all(demonstrations(plan()))
    expect(episodes).toHaveLength(20)
    expect(coverage(episodes, 4).every((count) => count >= 4 && count <= 6)).toBe(true)
    const returns = episodes.map(episodeReturn)
    expect(returns).not.toEqual(returns.toSorted((a, b) => a - b))
    expect((await all(demonstrations(plan()))).map(episodeReturn)).toEqual(returns)
  })

  it('stratified, cover the returns evenly even where skill does not', async () => {
    // Return grows with the fourth power of skill: even skills would crowd at the low end.
    const policyAt = latecomer
    const evenSkills = coverage(await all(demonstrations(plan({ policyAt, episodes: 40 }))), 4)
    const evenReturns = coverage(
      await all(demonstrations(plan({ policyAt, episodes: 40, stratify: true }))),
      4,
    )
    expect(Math.max(...evenSkills)).toBeGreaterThan(20)
    for (const count of evenReturns) {
      expect(count).toBeGreaterThanOrEqual(7)
      expect(count).toBeLessThanOrEqual(13)
    }
  })

  it('stratified, have more at both ends where that is asked for', async () => {
    const atEnds = async (ends: number | undefined) => {
      const counts = coverage(await all(demonstrations(plan({ episodes: 50, stratify: true, ends }))), 20)
      return [counts[0], counts[19]]
    }
    for (const count of await atEnds(0)) expect(count).toBeLessThanOrEqual(5)
    for (const count of await atEnds(0.25)) expect(count).toBeGreaterThanOrEqual(8)
  })

  it('draw each episode’s noise from the range, and keep the meant action as the label', async () => {
    const episodes = await all(demonstrations(plan({ noise: [0.05, 0.2], skill: [50, 50], episodes: 8 })))
    const deviations = episodes.map(({ actions, appliedActions }) => {
      const errors = actions.map((action, i) => (appliedActions as Float32Array)[i] - action)
      return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
    })
    expect(Math.min(...deviations)).toBeGreaterThan(0.03)
    expect(Math.max(...deviations)).toBeLessThan(0.3)
    expect(new Set(deviations).size).toBe(8)
    for (const { actions } of episodes) expect(new Set(actions)).toEqual(new Set([0.5]))
  })

  it('from run-ups begin in motion, at another skill than the one they show, and have their whole time', async () => {
    const runUps = { share: 0.5, steps: 40 }
    const episodes = await all(demonstrations(plan({ runUps, episodes: 40 })))
    const afterRunUp = episodes.filter(({ startStep }) => startStep !== undefined)
    expect(afterRunUp.length).toBeGreaterThan(10)
    expect(afterRunUp.length).toBeLessThan(30)
    for (const { startStep, observations, actions, length, truncated } of afterRunUp) {
      expect(startStep).toBeGreaterThanOrEqual(10)
      expect(startStep).toBeLessThanOrEqual(40)
      expect([length, truncated]).toEqual([200, true])
      // The throttle of the run-up shows in the speed at the start, that of the demonstration at the end.
      expect(Math.abs(observations[length - 1] - actions[0])).toBeLessThan(1e-3)
    }
    const changes = afterRunUp.map(({ observations, actions }) => observations[0] - actions[0])
    expect(Math.max(...changes)).toBeGreaterThan(0.3)
    expect(Math.min(...changes)).toBeLessThan(-0.3)
    // The environment's own limit holds, whatever more is asked for.
    const [longest] = await all(
      demonstrations(plan({ runUps: { share: 1, steps: 40 }, maxSteps: 500, episodes: 1 })),
    )
    expect([longest.length, longest.truncated]).toEqual([200, true])
    const [first] = await all(demonstrations(plan({ runUps: { share: 0, steps: 40 }, episodes: 1 })))
    expect(first.startStep).toBeUndefined()
  })

  it('keep the last steps of a run-up as they were applied, and teach what the demonstrated skill would do', async () => {
    const runUps = { share: 1, steps: 40, kept: 8 }
    const episodes = await all(demonstrations(plan({ runUps, noise: [0.05, 0.05] })))
    for (const { startStep, actions, appliedActions, length, truncated } of episodes) {
      expect(startStep).toBeGreaterThanOrEqual(2)
      expect([length, truncated]).toEqual([200, true])
      const [own, ...others] = new Set(actions)
      expect(others).toEqual([])
      const applied = appliedActions as Float32Array
      const [carriedOn, ...more] = new Set(applied.subarray(0, 8))
      expect(more).toEqual([])
      expect(carriedOn).not.toBe(own)
      const after = applied.subarray(8)
      expect(Math.abs(after.reduce((sum, action) => sum + action, 0) / after.length - own)).toBeLessThan(0.03)
    }
  })

  it('refuse to keep more of a run-up than the shortest one has', async () => {
    const runUps = { share: 1, steps: 40, kept: 11 }
    await expect(all(demonstrations(plan({ runUps })))).rejects.toThrow(
      /11 steps cannot be kept of run-ups of 10 to 40: keep a quarter of 40 at most/,
    )
  })

  it('begin at the lowest or the highest skill in as many run-ups as is asked for', async () => {
    const runUps = { share: 1, steps: 40, ends: 0.5 }
    const episodes = await all(demonstrations(plan({ runUps, episodes: 60, skill: [10, 90] })))
    const speeds = episodes.map(({ observations }) => observations[0])
    const near = (speed: number) => speeds.filter((each) => Math.abs(each - speed) < 1e-2).length
    for (const count of [near(0.1), near(0.9)]) {
      expect(count).toBeGreaterThan(7)
      expect(count).toBeLessThan(25)
    }
    expect(near(0.1) + near(0.9)).toBeLessThan(45)
  })

  it('are recorded again where the run-up ended the episode, falls kept or not', async () => {
    const rejected: Record<string, number> = {}
    const env = makeThrottle({ cliff: 0.6 })
    const onProgress = (progress: { rejected: Readonly<Record<string, number>> }) =>
      Object.assign(rejected, progress.rejected)
    const runUps = { share: 1, steps: 20 }
    const episodes = await all(demonstrations(plan({ env, runUps, episodes: 10, onProgress })))
    expect(episodes).toHaveLength(10)
    expect(rejected['fell in the run-up']).toBeGreaterThan(0)
    expect(episodes.some(({ terminated }) => terminated)).toBe(true)
  })

  it('push for a moment, and keep the meant action as the label', async () => {
    const pushes = { count: 3, strength: 0.4 }
    const episodes = await all(demonstrations(plan({ pushes, skill: [50, 50], episodes: 4 })))
    for (const { actions, appliedActions } of episodes) {
      expect(new Set(actions)).toEqual(new Set([0.5]))
      const applied = [...(appliedActions as Float32Array)].filter((action) => action !== 0.5)
      expect(applied).toHaveLength(3 * 4)
      for (const action of applied) expect(Math.abs(action - 0.5)).toBeCloseTo(0.4, 5)
    }
  })

  it('record again what falls, and count it', async () => {
    let rejected: Readonly<Record<string, number>> = {}
    const env = makeThrottle({ cliff: 0.8 })
    const onProgress: DemonstrationPlan['onProgress'] = (progress) => (rejected = progress.rejected)
    const episodes = await all(
      demonstrations(plan({ env, reject: true, noise: [0.15, 0.15], skill: [40, 60], onProgress })),
    )
    expect(episodes).toHaveLength(20)
    expect(episodes.every(({ terminated }) => !terminated)).toBe(true)
    expect(rejected.fell).toBeGreaterThan(0)
    expect(
      (await all(demonstrations(plan({ env, noise: [0.15, 0.15], skill: [40, 60] })))).some(
        (e) => e.terminated,
      ),
    ).toBe(true)
  })

  it('give up, in words, on a skill that always falls', async () => {
    const env = makeThrottle({ cliff: 0.5 })
    await expect(all(demonstrations(plan({ env, reject: true, skill: [90, 90] })))).rejects.toThrow(
      /skill 90\.0 .* ended in a fall 24 times/,
    )
  })

  it('refuse to stratify where every skill does the same', async () => {
    const env = makeThrottle({ start: 0 })
    await expect(all(demonstrations(plan({ env, policyAt: idler, stratify: true })))).rejects.toThrow(
      /every skill between 0 and 100 brings the same return/,
    )
  })

  it('refuse to stratify where nothing of the survey is to be kept', async () => {
    const env = makeThrottle({ cliff: -1 })
    await expect(all(demonstrations(plan({ env, reject: true, stratify: true })))).rejects.toThrow(
      /every episode of the survey ended in a fall/,
    )
  })

  it('end after the last complete episode when they are stopped', async () => {
    const controller = new AbortController()
    const onProgress: DemonstrationPlan['onProgress'] = ({ done }) => {
      if (done === 3) controller.abort()
    }
    expect(await all(demonstrations(plan({ signal: controller.signal, onProgress })))).toHaveLength(3)
  })

  it('keep out of the seeds that judge a dial', async () => {
    await expect(all(demonstrations(plan({ seed: 999_999_900 })))).rejects.toThrow(
      /seed 999999900 is too large/,
    )
  })
})
