import { join } from 'node:path'
import { type Attack, waitUpTo } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { isWhatWasSent, recordWhole } from './liveRecording.js'

const EPISODES = 3
const LENGTH = 40

/**
 * The host is killed while recordings become a dataset, new or longer: each of them must be in the dataset or still
 * wait to be saved, never both and never neither.
 */
export const killSaving: Attack = {
  name: 'kill while saving',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const rounds = tries(30, 2)
    const faults: string[] = []
    let placed = 0
    let host = await HostProcess.start(library)
    let inDataset = 0
    for (let round = 0; round < rounds; round++) {
      const recordingIds: string[] = []
      for (let i = 0; i < EPISODES; i++) recordingIds.push(await recordWhole(host, random, LENGTH))
      const append = inDataset > 0
      const saving = host.call('recording.save', { recordingIds, dataset: 'runs', append }).then(
        () => true,
        () => false,
      )
      await waitUpTo(120, random)
      await host.kill()
      const answered = await saving

      host = await HostProcess.start(library)
      const { datasets } = await host.call('library.list', {})
      const dataset = datasets.find(({ id }) => id === 'runs')
      if (dataset?.error) faults.push(`round ${round}: the dataset is damaged: ${dataset.error}`)
      const now = dataset?.episodes ?? 0
      const pending = (await host.call('recording.pending', {})).map(({ recordingId }) => recordingId)
      const waiting = recordingIds.filter((id) => pending.includes(id)).length
      if (now - inDataset + waiting !== EPISODES)
        faults.push(`round ${round}: ${now - inDataset} of ${EPISODES} in the dataset, ${waiting} waiting`)
      if (answered && waiting > 0) faults.push(`round ${round}: what was said to be saved still waits`)
      if (now > inDataset) placed++
      inDataset = now
      for (const recordingId of pending) await host.call('recording.discard', { recordingId })
    }
    for (let index = 0; index < inDataset; index++) {
      const { observations } = await host.call('library.episode', { id: 'runs', index })
      if (!isWhatWasSent(observations)) faults.push(`episode ${index} is not what was sent`)
    }
    await host.stop()
    return {
      figures: `${rounds} kills, ${placed} times after the dataset was in its place, else before`,
      faults,
    }
  },
}
