import { describe, expect, it } from 'vitest'
import {
  doubtfulStretches,
  emptyStretches,
  skillFigure,
} from '../../../../../src/app/panels/library/skill/figure.js'
import { readSkill } from '../../../../../src/app/panels/library/skill/skillFiles.js'
import { DialCurve } from '../../../../../src/skill/dialCurve.js'
import { calibration, certificate, modelFiles } from './skillRecords.js'

const read = async (change: Parameters<typeof modelFiles>[0]) =>
  readSkill({ id: 'mine', certified: change.certificate !== undefined }, modelFiles(change))

describe('the figure of a dial', () => {
  it('has the medians with their quartiles where the model was measured', async () => {
    const { series, range } = skillFigure(await read({ calibration }), {
      histograms: [],
      withBaselines: true,
    })
    expect(series).toMatchObject([
      {
        label: 'the model as it is',
        x: calibration.prompted,
        y: calibration.median,
        low: calibration.lowerQuartile,
        high: calibration.upperQuartile,
      },
    ])
    // Everything is in it, with a margin.
    expect(range[0]).toBeLessThan(-10)
    expect(range[1]).toBeGreaterThan(220)
  })

  it('is empty but for the axes before anybody has measured', async () => {
    const { series, range } = skillFigure(await read({}), { histograms: [], withBaselines: true })
    expect(series).toEqual([])
    expect(range).toEqual([-8, 208])
  })

  it('has what was judged, and simple rivals only when asked', async () => {
    const record = await read({ calibration, certificate })
    const labels = (withBaselines: boolean) =>
      skillFigure(record, { histograms: [], withBaselines }).series.map(({ label }) => label)
    expect(labels(false)).toEqual(['the model as it is', 'through its dial'])
    expect(labels(true)).toEqual(['the model as it is', 'expert with noise', 'through its dial'])
    const [, judged] = skillFigure(record, { histograms: [], withBaselines: false }).series
    expect(judged).toMatchObject({ x: [50, 150], y: [52, 148], low: [51, 144], high: [53, 152] })
  })

  it('leaves out a certificate of an earlier calibration', async () => {
    const again = { ...calibration, prompted: [0, 110, 210], achieved: [0, 100, 200] }
    const record = await read({ calibration: again, certificate })
    expect(record.isOutdated).toBe(true)
    expect(skillFigure(record, { histograms: [], withBaselines: true }).series).toHaveLength(1)
  })

  it('marks most of the data, and where there is none', async () => {
    const { zones, range } = skillFigure(await read({ calibration }), {
      histograms: [],
      withBaselines: false,
    })
    expect(zones.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['normal', 0, 200],
      ['unknown', range[0], -5],
      ['unknown', 205, range[1]],
    ])
  })
})

describe('stretches without data', () => {
  it('are outside of all episodes, and holes that no dataset fills', () => {
    const weak = { edges: [0, 50, 100], counts: [4, 0] }
    const strong = { edges: [80, 140, 200], counts: [2, 5] }
    expect(emptyStretches([weak, strong], [0, 200], 200)).toEqual([
      [-Infinity, 0],
      [50, 80],
      [200, Infinity],
    ])
    const filler = { edges: [40, 85], counts: [1] }
    expect(emptyStretches([weak, strong, filler], [0, 200], 200)).toHaveLength(2)
  })

  it('are only the ends where the datasets are not known', () => {
    expect(emptyStretches([], [0, 200], 200)).toEqual([
      [-Infinity, 0],
      [200, Infinity],
    ])
  })
})

describe('doubtful stretches of a dial', () => {
  const curve = (achieved: number[]) =>
    new DialCurve([0, 200], { ...calibration, achieved, median: achieved })

  it('are none where the model does as it is asked', () => {
    expect(doubtfulStretches(curve([0, 100, 200]))).toEqual([])
    expect(doubtfulStretches(new DialCurve([0, 200]))).toEqual([])
  })

  it('are what it cannot reach', () => {
    const [low, high] = doubtfulStretches(curve([50, 100, 150]))
    expect([low.label, high.label]).toEqual(['weaker than it can be', 'more than it can do'])
    expect(low.to).toBeCloseTo(46, -0.5)
    expect(high.from).toBeCloseTo(154, -0.5)
  })

  it('are jumps of what it does', () => {
    const steep = new DialCurve([0, 200], {
      ...calibration,
      prompted: [0, 100, 110],
      achieved: [0, 100, 200],
    })
    const [gap, ...others] = doubtfulStretches(steep)
    expect(others).toEqual([])
    expect(gap).toMatchObject({ kind: 'care', label: 'gap: comes out as either side' })
    expect(gap.from).toBeCloseTo(100, -0.5)
  })
})
