import { describe, expect, it } from 'vitest'
import { DialCurve, judgesDial, parseCertificate } from '../../src/skill/index.js'
import { parseCalibration } from '../../src/skill/calibration.js'
import { DEFAULT_PROMISE } from '../../src/skill/certify.js'
import { expectationAt } from '../../src/skill/expectation.js'

const calibration = parseCalibration({
  format: 1,
  prompted: [0, 100, 200],
  median: [10, 110, 150],
  lowerQuartile: [0, 100, 130],
  upperQuartile: [20, 130, 190],
  achieved: [10, 110, 150],
  falls: [0, 0.2, 0],
  episodes: 8,
  seed: 0,
})

describe('what to expect of a prompt', () => {
  it('is what was measured there, and in between what lies between', () => {
    expect(expectationAt(calibration, 0)).toEqual({
      median: 10,
      lowerQuartile: 0,
      upperQuartile: 20,
      falls: 0,
    })
    expect(expectationAt(calibration, 150)).toEqual({
      median: 130,
      lowerQuartile: 115,
      upperQuartile: 160,
      falls: 0.1,
    })
    expect(expectationAt(calibration, 200)!.median).toBe(150)
  })

  it('is unknown outside what was measured', () => {
    expect(expectationAt(calibration, -1)).toBeUndefined()
    expect(expectationAt(calibration, 201)).toBeUndefined()
  })
})

describe('a certificate', () => {
  const curve = new DialCurve([20, 140], calibration)
  const certificate = (prompted: number) =>
    parseCertificate({
      format: 1,
      range: [20, 140],
      episodes: 1,
      seed: 0,
      results: [{ target: 60, prompted, mean: 60, median: 60, std: 0, falls: 0, returns: [60] }],
      figures: {
        nmaeOfMeans: 0,
        nmaePerEpisode: 0,
        rankCorrelation: 1,
        monotonicityViolations: 0,
        falls: 0,
      },
      promise: DEFAULT_PROMISE,
      broken: [],
    })

  it('holds for the dial that was judged, not for one calibrated anew', () => {
    expect(judgesDial(certificate(50), curve)).toBe(true)
    expect(judgesDial(certificate(50), new DialCurve([20, 140]))).toBe(false)
  })
})
