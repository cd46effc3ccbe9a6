import { describe, expect, it } from 'vitest'
import { crc32 } from '../../src/data/crc32.js'
import { StatisticsBuilder } from '../../src/data/index.js'
import { distribution, histogram } from '../../src/data/statistics.js'
import { makeEpisode, makeEpisodes } from './episodes.js'

it('crc32 gives the checksum of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})

describe('StatisticsBuilder', () => {
  it('counts over all steps of all episodes as if they were one table', () => {
    const episodes = makeEpisodes(30, { observationSize: 4 })
    const builder = new StatisticsBuilder()
    for (const episode of episodes) builder.add(episode)
    const { state, steps } = builder.finish()
    const rows = episodes.flatMap(({ observations, length }) =>
      Array.from({ length }, (_, t) => Array.from(observations.subarray(t * 4, t * 4 + 4))),
    )
    expect(steps).toBe(rows.length)
    for (let d = 0; d < 4; d++) {
      const mean = rows.reduce((sum, row) => sum + row[d], 0) / rows.length
      const variance = rows.reduce((sum, row) => sum + (row[d] - mean) ** 2, 0) / rows.length
      expect(state.mean[d]).toBeCloseTo(mean, 12)
      expect(state.std[d]).toBeCloseTo(Math.sqrt(variance) + 1e-6, 12)
    }
  })

  it('lets a constant component be divided by, far from zero too', () => {
    const builder = new StatisticsBuilder()
    for (let i = 0; i < 3; i++)
      builder.add(
        makeEpisode(i, { length: 9, observationSize: 1, observations: new Float32Array(9).fill(1e6) }),
      )
    expect(builder.finish().state).toEqual({ mean: [1e6], std: [1e-6] })
  })

  it('counts episodes by controller', () => {
    const builder = new StatisticsBuilder()
    for (const controller of ['human', 'agent:fast', 'human']) builder.add(makeEpisode(0, { controller }))
    expect(builder.finish().controllers).toEqual({ 'agent:fast': 1, human: 2 })
  })
})

it('a distribution of one value is that value', () => {
  expect(distribution([3])).toEqual({ mean: 3, std: 0, min: 3, max: 3, p5: 3, p50: 3, p95: 3 })
})

it('histograms hold every value once, the largest too', () => {
  const { edges, counts } = histogram([0, 1, 1, 2, 10])
  expect(edges[0]).toBe(0)
  expect(edges.at(-1)).toBe(10)
  expect(edges).toHaveLength(counts.length + 1)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5)
  expect(counts.at(-1)).toBe(1)
  expect(histogram([7, 7])).toEqual({ edges: [6.5, 7.5], counts: [2] })
  expect(histogram(Array.from({ length: 1000 }, (_, i) => i)).counts).toEqual(Array(20).fill(50))
})
