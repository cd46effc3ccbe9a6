import { describe, expect, it } from 'vitest'
import { readSkill } from '../../../../../src/app/panels/library/skill/skillFiles.js'
import { calibration, certificate, modelFiles } from './skillRecords.js'

describe('what a model says about its dial', () => {
  it('is its range alone at first', async () => {
    const { curve, certificate: judged } = await readSkill({ id: 'mine', certified: false }, modelFiles({}))
    expect([curve.low, curve.high]).toEqual([0, 200])
    expect(curve.calibration).toBeUndefined()
    expect(judged).toBeUndefined()
  })

  it('is the curve and the certificate once they are there', async () => {
    const files = modelFiles({ calibration, certificate })
    const record = await readSkill({ id: 'mine', certified: true }, files)
    expect(record.curve.calibration).toEqual(calibration)
    expect(record.certificate).toEqual(certificate)
    expect(record.isOutdated).toBe(false)
  })

  it('is refused, with the place of the fault, where a file is not what it should be', async () => {
    const at = (change: Parameters<typeof modelFiles>[0], certified = false) =>
      readSkill({ id: 'mine', certified }, modelFiles(change))
    await expect(at({ calibration: { ...calibration, median: [1] } })).rejects.toThrow(
      'gaitway.json: calibration',
    )
    await expect(at({ certificate: { ...certificate, episodes: -1 } }, true)).rejects.toThrow(
      'mine/certificate.json: episodes',
    )
    await expect(at({}, true)).rejects.toThrow('certificate.json does not exist')
  })
})
