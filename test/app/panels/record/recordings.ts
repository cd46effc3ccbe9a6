import type { Pending } from '../../../../src/app/panels/record/usePending.js'

/** A recording on the disk that is in no data set yet. */
export function pending(recordingId: string, change: Partial<Pending> = {}): Pending {
  return {
    recordingId,
    envId: 'Gaitway/HalfCheetah-v0',
    ended: true,
    parts: 1,
    episode: {
      index: 0,
      episodeId: 0,
      controller: 'human',
      seed: 1,
      level: '',
      length: 120,
      return: 42,
      terminated: false,
      truncated: false,
    },
    ...change,
  }
}
