import type { Verb } from '../verb.js'
import { calibrate } from './calibrate.js'
import { certify } from './certify.js'
import { datasetInfo } from './datasetInfo.js'
import { datasetValidate } from './datasetValidate.js'
import { demoStitching } from './demoStitching.js'
import { envs } from './envs.js'
import { evaluate } from './evaluate.js'
import { exportOnnx } from './exportOnnx.js'
import { forward } from './forward.js'
import { policies } from './policies.js'
import { push } from './push.js'
import { record } from './record.js'
import { rolloutCheck } from './rolloutCheck.js'
import { train } from './train.js'
import { tune } from './tune.js'

/** All verbs but those that run others, in the order of the loop. */
export const plainVerbs: readonly Verb[] = [
  record,
  train,
  evaluate,
  calibrate,
  certify,
  datasetInfo,
  datasetValidate,
  push,
  envs,
  policies,
  tune,
  forward,
  rolloutCheck,
  exportOnnx,
  demoStitching,
]
