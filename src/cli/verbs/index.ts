import type { Verb } from '../verb.js'
import { calibrate } from './calibrate.js'
import { certify } from './certify.js'
import { datasetInfo } from './datasetInfo.js'
import { datasetValidate } from './datasetValidate.js'
import { envs } from './envs.js'
import { evaluate } from './evaluate.js'
import { push } from './push.js'
import { train } from './train.js'

/** All verbs, in the order of the loop. */
export const verbs: readonly Verb[] = [
  train,
  evaluate,
  calibrate,
  certify,
  datasetInfo,
  datasetValidate,
  envs,
]
