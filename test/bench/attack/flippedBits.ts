import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Journal, validateDataset } from '../../../src/data/index.js'
import { NodeFiles } from '../../../src/platform/nodeFiles.js'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { observationSize, stepsFrom } from './liveRecording.js'

const FRAMES = 50
const STEPS = 20

/** A bad disk flips a bit of a journal: what is whole in it is listed and saved, and looking changes no byte. */
export const flippedBits: Attack = {
  name: 'flipped bits in journals',
  async run({ folder, random, tries }) {
    const library = join(folder, 'library')
    const journals = join(library, '.journals')
    await mkdir(journals, { recursive: true })
    const sound = await wholeJournal(new NodeFiles(folder))
    const damaged = new Map<string, Buffer>()
    for (let index = 0; index < tries(200, 10); index++) {
      const bytes = Buffer.from(sound)
      // Behind the header, without which nothing says what the numbers are.
      bytes[random.integer(sound.length - 1000) + 1000] ^= 1 << random.integer(8)
      const recordingId = `${1_700_000_000_000 + index}-00000000`
      damaged.set(recordingId, bytes)
      await writeFile(join(journals, `${recordingId}.journal`), bytes)
    }

    const faults: string[] = []
    const host = await HostProcess.start(library)
    const pending = await host.call('recording.pending', {})
    let fewest = FRAMES * STEPS
    for (const [recordingId, bytes] of damaged) {
      const found = pending.find((recording) => recording.recordingId === recordingId)
      // The frame that is damaged, and one step before it, which ends in an observation that is gone.
      const expected = (FRAMES - 1) * STEPS - 2
      const steps = found?.episode.length ?? 0
      fewest = Math.min(fewest, steps)
      if (steps < expected) faults.push(`${recordingId}: ${steps} of at least ${expected} steps are listed`)
      if (!found?.damage) faults.push(`${recordingId}: nobody is told that it is damaged`)
      const now = await readFile(join(journals, `${recordingId}.journal`))
      if (!now.equals(bytes)) faults.push(`${recordingId}: looking at it changed it`)
    }
    await host.call('recording.save', { recordingIds: [...damaged.keys()], dataset: 'all', append: false })
    const problems = await validateDataset('all', new NodeFiles(join(library, 'datasets')))
    faults.push(...problems.map((problem) => JSON.stringify(problem)))
    await host.stop()
    return {
      figures: `${damaged.size} bits, each listed with ${fewest} steps of ${FRAMES * STEPS} at least, saved, no file changed by looking`,
      faults,
    }
  },
}

async function wholeJournal(files: NodeFiles): Promise<Buffer> {
  const journal = await Journal.create('whole.journal', files, {
    envId: 'Gaitway/HalfCheetah-v0',
    envOptions: {},
    level: '',
    controller: 'human',
    seed: 7,
    observationSize,
    actionSize: 6,
  })
  for (let frame = 0; frame < FRAMES; frame++) await journal.append(stepsFrom(frame * STEPS, STEPS))
  await journal.end({
    terminated: false,
    truncated: true,
    finalObservation: Array.from({ length: observationSize }, () => 0),
  })
  return Buffer.from(await files.read('whole.journal'))
}
