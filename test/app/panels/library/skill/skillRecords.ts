import type { ReadableFiles } from '../../../../../src/platform/files.js'
import { type Calibration, parseCalibration } from '../../../../../src/skill/calibration.js'
import { type CertificateFile, parseCertificate } from '../../../../../src/skill/certificateFile.js'
import { DEFAULT_PROMISE } from '../../../../../src/skill/certify.js'

/** A model that does exactly as it is asked. */
export const calibration: Calibration = parseCalibration({
  format: 1,
  prompted: [0, 100, 200],
  median: [0, 100, 200],
  lowerQuartile: [-10, 90, 190],
  upperQuartile: [10, 110, 220],
  achieved: [0, 100, 200],
  falls: [0, 0, 0.25],
  episodes: 8,
  seed: 0,
})

const figures = {
  nmaeOfMeans: 0.01,
  nmaePerEpisode: 0.02,
  rankCorrelation: 0.9,
  monotonicityViolations: 0,
  falls: 0,
}
const result = (target: number, returns: number[]) => ({
  target,
  prompted: target,
  mean: returns[1],
  median: returns[1],
  std: 1,
  falls: 0,
  returns,
})

/** Of that model, judged at two targets beside one rival. */
export const certificate: CertificateFile = parseCertificate({
  format: 1,
  range: [0, 200],
  episodes: 3,
  seed: 0,
  results: [result(50, [50, 52, 54]), result(150, [140, 148, 156])],
  figures,
  promise: DEFAULT_PROMISE,
  broken: [],
  baselines: [
    { name: 'expert with noise', results: [result(50, [20, 90, 150]), result(150, [80, 120, 190])], figures },
  ],
})

/** The folder of the model `mine`, as the host serves it. */
export function modelFiles({
  calibration: curve,
  certificate: judged,
}: {
  calibration?: unknown
  certificate?: unknown
}): Pick<ReadableFiles, 'read'> {
  const contents: Record<string, unknown> = {
    'models/mine/gaitway.json': {
      format: 1,
      envId: 'Gaitway/HalfCheetah-v0',
      contextLength: 20,
      stateMean: [0],
      stateStd: [1],
      horizon: 1000,
      conditioning: { mode: 'classic', scale: 1000 },
      data: {
        episodes: 3,
        steps: 3000,
        returns: { mean: 100, min: -5, max: 205, p5: 0, p50: 100, p95: 200 },
        datasets: ['runs'],
      },
      targetRange: [0, 200],
      ...(curve !== undefined && { calibration: curve }),
    },
    'models/mine/certificate.json': judged,
  }
  return {
    async read(path) {
      if (contents[path] === undefined) throw new Error(`${path} does not exist`)
      return new TextEncoder().encode(JSON.stringify(contents[path]))
    },
  }
}
