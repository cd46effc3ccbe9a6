import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../../src/skill/index.js'
import { baselines } from '../../src/skill/baselines.js'
import { CERTIFICATE_FILE, certificateJson } from '../../src/skill/certificateFile.js'
import { DEFAULT_PROMISE } from '../../src/skill/certify.js'
import { makeThrottle, ThrottlePolicy } from './throttle.js'

/** A throttle's return is its skill, but for the start: 200 steps at a speed of skill / 100. */
const plan = {
  policyAt: (skill: number) => new ThrottlePolicy(skill),
  range: [20, 180] as const,
  targets: 5,
  episodes: 2,
}
const run = () => baselines({ env: makeThrottle(), ...plan })

describe('baselines', () => {
  it('judges the usual ways to weaken a bot at the same targets', async () => {
    const [stage, noise, scaled] = await run()
    expect([stage, noise, scaled].map(({ name }) => name)).toEqual([
      'nearest stage',
      'expert with noise',
      'expert scaled',
    ])
    for (const { results } of [stage, noise, scaled])
      expect(results.map(({ target }) => target)).toEqual([20, 60, 100, 140, 180])
    // Scaled throttle is a perfect dial of this car; stages of 0, 67, 133 and 200 are as far off as they must be.
    expect(scaled.figures.nmaeOfMeans).toBeLessThan(0.02)
    const least = [20, 6.7, 33.3, 6.7, 20].reduce((sum, error) => sum + error / 160, 0) / 5
    expect(stage.figures.nmaeOfMeans).toBeCloseTo(least, 1)
    expect(stage.results.map(({ prompted }) => Math.round(3 * prompted))).toEqual([
      0,
      1,
      expect.any(Number),
      2,
      3,
    ])
    // Noise cannot push a throttle that is fully open, only hold it back.
    expect(noise.results[4].mean).toBeGreaterThan(noise.results[2].mean)
    expect(noise.figures.nmaePerEpisode).toBeGreaterThan(scaled.figures.nmaePerEpisode)
  })

  it('gives the same numbers again', async () => {
    expect(await run()).toEqual(await run())
  })

  it('tells its progress and stops when told', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const stopped = baselines({
      env: makeThrottle(),
      ...plan,
      signal: stop.signal,
      onProgress: ({ episodes, totalEpisodes }) => {
        expect(totalEpisodes).toBe((4 + 13 + 13) * 8 + 3 * 5 * 2)
        if (seen.push(episodes) === 3) stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow('abort')
    expect(seen).toEqual([1, 2, 3])
  })
})

describe('the file of a certificate', () => {
  it('keeps what was judged, and the baselines with it', async () => {
    const judged = await run()
    const [first] = judged
    const bytes = certificateJson({
      range: [20, 180],
      episodes: 2,
      seed: 0,
      results: first.results,
      figures: { ...first.figures, rankCorrelation: Number.NaN },
      promise: DEFAULT_PROMISE,
      broken: ['nMAE of means is 13.3 %, promised at most 10.0 %'],
      baselines: judged,
    })
    const read = parseCertificate(JSON.parse(new TextDecoder().decode(bytes)))
    expect(read.results).toMatchObject(first.results.map(({ target, returns }) => ({ target, returns })))
    expect(read.figures.rankCorrelation).toBeNull()
    expect(read.baselines!.map(({ name }) => name)).toEqual(judged.map(({ name }) => name))
    expect(() => parseCertificate({ ...read, episodes: 'many' })).toThrow(`${CERTIFICATE_FILE}: episodes`)
  })
})
