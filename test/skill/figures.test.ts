import { describe, expect, it } from 'vitest'
import { summarize } from '../../src/skill/evaluate.js'
import { dialFigures, driftOf, evenTargets } from '../../src/skill/figures.js'

const result = (target: number, returns: number[], falls = 0) =>
  summarize(
    target,
    target,
    returns.map((value, i) => ({ return: value, length: 100, fell: i < falls, perThousand: [value] })),
  )

describe('the figures of a dial', () => {
  it('are perfect where every episode gets what was asked', () => {
    const figures = dialFigures([result(100, [100, 100]), result(200, [200, 200])], [100, 200])
    expect(figures).toMatchObject({
      nmaeOfMeans: 0,
      nmaePerEpisode: 0,
      monotonicityViolations: 0,
      monotonicityConfidence: 1,
      separability: [1],
      falls: 0,
    })
  })

  it('measure errors as shares of the range; per episode they do not cancel out', () => {
    const figures = dialFigures([result(100, [90, 110]), result(200, [200, 240])], [100, 200])
    expect(figures.nmaeOfMeans).toBeCloseTo(0.1, 12)
    expect(figures.nmaePerEpisode).toBeCloseTo((10 + 10 + 0 + 40) / 4 / 100, 12)
  })

  it('count neighbours that do not rise, and the worst share of falls', () => {
    const figures = dialFigures(
      [result(1, [10, 10]), result(2, [10, 10], 1), result(3, [5, 5]), result(4, [20, 20])],
      [1, 4],
    )
    expect(figures.monotonicityViolations).toBe(2)
    expect(figures.falls).toBe(0.5)
    expect(figures.monotonicityConfidence).toBe(0)
  })

  it('leave the confidence open with one episode a target', () => {
    expect(dialFigures([result(1, [1]), result(2, [2])], [1, 2]).monotonicityConfidence).toBeNull()
  })

  it('a target’s summary has mean, median, deviation, quartile spread and falls', () => {
    expect(result(3, [1, 2, 3, 10], 1)).toEqual({
      target: 3,
      prompted: 3,
      mean: 4,
      median: 2.5,
      std: Math.sqrt(12.5),
      spread: 3,
      returns: [1, 2, 3, 10],
      lengths: [100, 100, 100, 100],
      falls: 0.25,
      perThousand: [4],
    })
  })
})

describe('even targets', () => {
  it('include both ends', () => {
    expect(evenTargets([100, 300], 5)).toEqual([100, 150, 200, 250, 300])
    expect(evenTargets([100, 300], 1)).toEqual([200])
  })
})

describe('endless play', () => {
  const endless = summarize(300, 300, [
    { return: 930, length: 3000, fell: false, perThousand: [300, 330, 300] },
    { return: 600, length: 2000, fell: true, perThousand: [300, 300] },
  ])

  it('is summed up a thousand steps at a time; who fell earns no more', () => {
    expect(endless.perThousand).toEqual([300, 315, 150])
  })

  it('drifts by the worst later thousand, as a share of the range', () => {
    expect(driftOf(endless, [0, 1000])).toBeCloseTo(0.15, 12)
    expect(driftOf(result(1, [5]), [0, 10])).toBe(0)
  })
})
