import type { Standing } from '../../simulation/protocol.js'
import { countAt, formatMetres, formatSpeed } from '../../scene/figures.js'
import { formatCount, formatReturn } from '../../ui/index.js'
import type { RecordingSession, RecordingState } from './recordingSession.js'

/** As much of a recording as is shown, and may be asked of it. */
export type ShownRecording = Pick<RecordingSession, 'plan' | 'state' | 'clock' | 'standing' | 'stop' | 'post'>

/** Figures of the episode so far, in words. */
export interface RecordingFigures {
  steps: string
  return: string
  distance: string
  speed: string
}

export function recordingFigures(standing: Standing | undefined): RecordingFigures {
  return {
    steps: formatCount(standing?.steps ?? 0),
    return: formatReturn(standing?.return ?? 0),
    distance: formatMetres(standing?.x ?? 0),
    speed: formatSpeed(standing?.speed ?? 0),
  }
}

/** Whether the episode has begun or is about to, and can be stopped. */
export function isLive({ kind }: RecordingState): boolean {
  return kind === 'recording' || kind === 'countdown'
}

/** The number of the countdown, `clock` seconds after the start; undefined where there is none. */
export function countOf({ kind }: RecordingState, clock: number): number | undefined {
  return kind === 'countdown' ? countAt(clock) : undefined
}

/** What a key that the runner does not need means while an episode is recorded. */
export function recordingKey(code: string, state: RecordingState): 'stop' | 'camera' | undefined {
  if (code === 'Escape' && isLive(state)) return 'stop'
  return code === 'KeyC' ? 'camera' : undefined
}
