import { describe, expect, it } from 'vitest'
import { argumentsOf } from '../../src/cli/arguments.js'
import { commonOptions, parseOptions } from '../../src/cli/options.js'
import { calibrate } from '../../src/cli/verbs/calibrate.js'
import { certify } from '../../src/cli/verbs/certify.js'
import { demoStitching } from '../../src/cli/verbs/demoStitching.js'
import { record } from '../../src/cli/verbs/record.js'
import { train } from '../../src/cli/verbs/train.js'
import { bodies, type Body } from '../../src/sim/index.js'

describe('argumentsOf', () => {
  it('writes options as one would type them, in their order', () => {
    expect(
      argumentsOf(record, {
        env: 'Gaitway/Hopper-v0',
        'skill-range': [0, 98],
        'reject-falls': true,
        noise: [0, 0.1],
        title: 'Every skill',
        seed: 0,
      }).join(' '),
    ).toBe(
      'record --env Gaitway/Hopper-v0 --skill-range 0,98 --reject-falls --noise 0,0.1 --title Every skill --seed 0',
    )
    expect(argumentsOf(train, { data: ['a', 'b'], out: 'c' })).toEqual([
      'train',
      '--data',
      'a',
      '--data',
      'b',
      '--out',
      'c',
    ])
    expect(argumentsOf(demoStitching, { nodes: 5 })).toEqual(['demo', 'stitching', '--nodes', '5'])
  })

  it('leaves out what is not given', () => {
    expect(argumentsOf(train, { out: 'c', resume: false, steps: undefined })).toEqual(['train', '--out', 'c'])
  })
})

describe.each(Object.values(bodies).filter((body: Body) => body.making))('$name', (body: Body) => {
  const { demonstrations, sample, train: settings, calibrate: measured, certify: judged } = body.making!
  const where = { env: body.envId, out: 'somewhere' }

  it('is made by command lines that the verbs understand', () => {
    const readBack = (verb: { options: object }, words: readonly string[]) =>
      parseOptions(words.slice(1), { ...verb.options, ...commonOptions }).values
    const recorded = argumentsOf(record, { ...where, ...demonstrations })
    expect(readBack(record, recorded)).toMatchObject({ ...where, ...demonstrations })
    expect(readBack(record, argumentsOf(record, { ...where, ...sample.record }))).toMatchObject(sample.record)
    expect(readBack(train, argumentsOf(train, { ...settings, out: 'm' }))).toMatchObject(settings)
    expect(readBack(calibrate, argumentsOf(calibrate, { ...measured, model: 'm' }))).toMatchObject(measured)
    expect(readBack(certify, argumentsOf(certify, { ...judged, model: 'm' }))).toMatchObject(judged)
  })
})
