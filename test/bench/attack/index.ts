import type { Attack } from './attack.js'
import { flippedBits } from './flippedBits.js'
import { fullDisk } from './fullDisk.js'
import { guardedHost } from './guard.js'
import { killCalibrating } from './killCalibrating.js'
import { killDeleting } from './killDeleting.js'
import { killRecording } from './killRecording.js'
import { killSaving } from './killSaving.js'
import { killTraining } from './killTraining.js'
import { lockRace } from './lockRace.js'
import { malformedCalls } from './malformedCalls.js'
import { mutatedFiles } from './mutatedFiles.js'
import { strangersLibrary } from './strangersLibrary.js'

export const attacks: readonly Attack[] = [
  killRecording,
  killSaving,
  killDeleting,
  killTraining,
  killCalibrating,
  flippedBits,
  lockRace,
  malformedCalls,
  guardedHost,
  mutatedFiles,
  strangersLibrary,
  fullDisk,
]
