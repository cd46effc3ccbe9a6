import { describe, expect, it } from 'vitest'
import { type Calibration, hasLostPromise, parseCalibration, promiseOf } from '../../src/skill/calibration.js'
import { DialCurve } from '../../src/skill/dialCurve.js'
import { InputError } from '../../src/platform/errors.js'

const calibration = (prompted: number[], achieved: number[]): Calibration => ({
  format: 1,
  prompted,
  median: achieved,
  lowerQuartile: achieved,
  upperQuartile: achieved,
  achieved,
  falls: achieved.map(() => 0),
  episodes: 8,
  seed: 0,
})

describe('a dial without calibration', () => {
  const curve = new DialCurve([200, 5200])

  it('spreads skill evenly over its range and passes targets on as they are', () => {
    expect(curve.ask(0)).toEqual({ skill: 0, targetReturn: 200, promptedReturn: 200, zone: 'uncalibrated' })
    expect(curve.ask(60).targetReturn).toBe(3200)
    expect(curve.ask(100).targetReturn).toBe(5200)
    expect(curve.skillOf(2700)).toBe(50)
  })

  it('marks what lies outside its range instead of clamping it', () => {
    expect(curve.askReturn(6200)).toEqual({
      skill: 120,
      targetReturn: 6200,
      promptedReturn: 6200,
      zone: 'above',
    })
    expect(curve.ask(-10).zone).toBe('below')
  })
})

describe('a calibrated dial', () => {
  // The model does too little in the middle and stops rising near the top.
  const curve = new DialCurve(
    [0, 1000],
    calibration([0, 250, 500, 750, 1000, 1100], [50, 200, 400, 700, 900, 900]),
  )

  it('asks for what the model turns into the wanted return', () => {
    expect(curve.askReturn(200).promptedReturn).toBe(250)
    expect(curve.askReturn(550)).toMatchObject({ promptedReturn: 625, zone: 'calibrated' })
  })

  it('asks for no more than it takes where the model stops rising', () => {
    expect(curve.askReturn(900).promptedReturn).toBe(1000)
  })

  it('goes on in a straight line, marked, where nothing was measured', () => {
    expect(curve.askReturn(950)).toMatchObject({ promptedReturn: 1050, zone: 'above' })
    expect(curve.askReturn(20)).toMatchObject({ promptedReturn: -30, zone: 'below' })
  })

  it('marks a jump between two measured points as a gap', () => {
    const jumpy = new DialCurve([0, 1000], calibration([0, 300, 400, 1000], [0, 100, 700, 1000]))
    expect(jumpy.askReturn(400).zone).toBe('gap')
    expect(jumpy.askReturn(50).zone).toBe('calibrated')
    expect(jumpy.askReturn(900).zone).toBe('calibrated')
  })

  it('survives a model that does the same whatever one asks', () => {
    const flat = new DialCurve([0, 100], calibration([0, 100], [40, 40]))
    expect(flat.askReturn(40)).toMatchObject({ promptedReturn: 50, zone: 'calibrated' })
    expect(flat.ask(100).zone).toBe('above')
  })

  it('rises with skill over the whole range', () => {
    const prompts = Array.from({ length: 101 }, (_, skill) => curve.ask(skill).promptedReturn)
    for (let i = 1; i < prompts.length; i++) expect(prompts[i]).toBeGreaterThan(prompts[i - 1])
  })
})

it('asks for the one return that a model of a single episode knows, whatever the skill', () => {
  const single = new DialCurve([80, 80])
  for (const skill of [0, 100])
    expect(single.ask(skill)).toEqual({ skill, targetReturn: 80, promptedReturn: 80, zone: 'uncalibrated' })
  expect(single.askReturn(80).skill).toBe(50)
})

describe('what a dial refuses', () => {
  it('a range that runs backwards, a skill that is no number', () => {
    expect(() => new DialCurve([5, 4])).toThrow(InputError)
    expect(() => new DialCurve([0, 1]).ask(Number.NaN)).toThrow(/skill NaN/)
  })

  it('a calibration whose arrays differ in length or whose curve falls', () => {
    expect(() => parseCalibration({ ...calibration([0, 1], [0, 1]), median: [1, 2, 3] })).toThrow(
      /differ in length/,
    )
    expect(() => parseCalibration(calibration([0, 1], [1, 0]))).toThrow(/does not rise/)
    expect(() => parseCalibration({ format: 2 })).toThrow(/gaitway calibrate/)
  })
})

describe('the promise in a calibration', () => {
  const promise = {
    nmaeOfMeans: 0.1,
    nmaePerEpisode: 0.1,
    rankCorrelation: 0.9,
    monotonicityViolations: 0,
    falls: 0,
  }

  it('is read also where the curve around it is damaged', () => {
    const damaged = { ...calibration([0, 1], [1, 0]), promise }
    expect(promiseOf(damaged)).toEqual(promise)
    expect(hasLostPromise(damaged)).toBe(false)
  })

  it('is lost where it is damaged itself, and missed only where one was made', () => {
    for (const damaged of [
      { ...calibration([0, 1], [0, 1]), promise: { ...promise, falls: undefined } },
      5,
    ]) {
      expect(promiseOf(damaged)).toBeUndefined()
      expect(hasLostPromise(damaged)).toBe(true)
    }
    for (const without of [undefined, calibration([0, 1], [0, 1])]) {
      expect(promiseOf(without)).toBeUndefined()
      expect(hasLostPromise(without)).toBe(false)
    }
  })
})
