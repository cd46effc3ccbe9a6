import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { validateDataset } from '../../../src/data/index.js'
import { NodeFiles } from '../../../src/platform/nodeFiles.js'
import { type Attack, waitUpTo } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { recordWhole } from './liveRecording.js'

/** The host is killed while a dataset goes to the trash or comes back: it must be whole, in one place. */
export const killDeleting: Attack = {
  name: 'kill while deleting',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const rounds = tries(20, 2)
    const faults: string[] = []
    let inTrash = 0
    for (let round = 0; round < rounds; round++) {
      const host = await HostProcess.start(library)
      const dataset = `runs-${round}`
      const recordingIds = [await recordWhole(host, random, 30)]
      await host.call('recording.save', { recordingIds, dataset, append: false })
      const removing = host
        .call('library.remove', { kind: 'datasets', id: dataset })
        .then(({ undoToken }) => host.call('library.restore', { undoToken }))
        .catch(() => {})
      await waitUpTo(25, random)
      await host.kill()
      await removing

      const places: [string, string][] = []
      for (const place of ['datasets', '.trash'])
        for (const name of await readdir(join(library, place)))
          if (name.endsWith(dataset)) places.push([place, name])
      if (places.length !== 1) faults.push(`${dataset} is in ${places.length} places`)
      for (const [place, name] of places) {
        if (place === '.trash') inTrash++
        const problems = await validateDataset(name, new NodeFiles(join(library, place)))
        faults.push(...problems.map((problem) => `${place}/${name}: ${JSON.stringify(problem)}`))
      }
    }
    return { figures: `${rounds} kills, every dataset whole in one place (${inTrash} in the trash)`, faults }
  },
}
