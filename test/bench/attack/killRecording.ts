import { join } from 'node:path'
import { type Attack, waitUpTo } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { begin, isWhatWasSent, sendSteps } from './liveRecording.js'

/** The host is killed while a window records: what it has acknowledged must be there afterwards, as it was sent. */
export const killRecording: Attack = {
  name: 'kill while recording',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const rounds = tries(40, 3)
    const acknowledged = new Map<string, number>()
    const faults: string[] = []
    for (let round = 0; round < rounds; round++) {
      const host = await HostProcess.start(library)
      const recordingId = await begin(host, round)
      const sent = sendSteps(host, recordingId, random)
      await waitUpTo(400, random)
      await host.kill()
      acknowledged.set(recordingId, await sent)
    }

    const host = await HostProcess.start(library)
    const pending = await host.call('recording.pending', {})
    let lost = 0
    for (const [recordingId, steps] of acknowledged) {
      // Of a recording without an end the last step is its final observation.
      const found = pending.find((recording) => recording.recordingId === recordingId)
      const kept = found ? found.episode.length + 1 : 0
      if (steps < 2 || kept >= steps) continue
      lost += steps - kept
      faults.push(`${steps - kept} of ${steps} steps of ${recordingId} are lost`)
    }
    const recordingIds = pending.map((recording) => recording.recordingId)
    const { episodes } = await host.call('recording.save', { recordingIds, dataset: 'all', append: false })
    for (let index = 0; index < episodes; index++) {
      const { observations } = await host.call('library.episode', { id: 'all', index })
      if (!isWhatWasSent(observations)) faults.push(`episode ${index} is not what was sent`)
    }
    await host.stop()
    const total = [...acknowledged.values()].reduce((sum, steps) => sum + steps, 0)
    return { figures: `${rounds} kills, ${lost} of ${total} acknowledged steps lost`, faults }
  },
}
