import { spawnSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'
import { begin, isWhatWasSent, sendSteps, stepsFrom } from './liveRecording.js'

/** A disk of a few megabytes fills up while a window records, and while what it recorded is saved. */
export const fullDisk: Attack = {
  name: 'full disk',
  async run({ folder, random, tries }) {
    const disk = join(folder, 'disk')
    await mkdir(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
    if (mounted.status !== 0)
      return { figures: 'skipped: a small disk needs the right to mount one', faults: [] }
    try {
      return await fill(disk, tries(5, 1))
    } finally {
      spawnSync('umount', ['-l', disk])
    }

    async function fill(place: string, rounds: number) {
      const faults: string[] = []
      const ballast = join(place, 'ballast')
      let [total, refusals] = [0, 0]
      for (let round = 0; round < rounds; round++) {
        const library = join(place, `library-${round}`)
        let host = await HostProcess.start(library)
        const recordingId = await begin(host, round)
        await writeFile(ballast, new Uint8Array((2.2 + random.uniform(0, 1)) * 2 ** 20))
        let acknowledged = 0
        const words = await (async () => {
          acknowledged = await sendSteps(host, recordingId, random, 100)
          for (;;) acknowledged += await more(host, recordingId, acknowledged)
        })().catch(String)
        if (!/disk is full/.test(words)) faults.push(`round ${round}: recording says ${words}`)
        else refusals++
        await host.kill()
        // It need not open where not even a lock has room, as long as it says so.
        const opening = await HostProcess.start(library).catch(String)
        const save = (on: HostProcess) =>
          on.call('recording.save', { recordingIds: [recordingId], dataset: 'runs', append: false })
        const refusal =
          typeof opening === 'string'
            ? opening
            : await save(opening).then(
                () => '',
                (error: unknown) => String(error),
              )
        if (refusal && !/disk is full/.test(refusal)) faults.push(`round ${round}: saving says ${refusal}`)
        if (refusal) refusals++
        await rm(ballast)
        host = typeof opening === 'string' ? await HostProcess.start(library) : opening
        if (refusal) await save(host)
        const { observations, length } = await host.call('library.episode', { id: 'runs', index: 0 })
        if (length + 1 < acknowledged) faults.push(`round ${round}: ${acknowledged - length - 1} steps lost`)
        if (!isWhatWasSent(observations)) faults.push(`round ${round}: the episode is not what was sent`)
        total += acknowledged
        await host.stop()
        await rm(library, { recursive: true, force: true })
      }
      const figures = `${rounds} disks filled, ${refusals} refusals in words, 0 of ${total} acknowledged steps lost`
      return { figures, faults }
    }
  },
}

async function more(host: HostProcess, recordingId: string, firstStep: number): Promise<number> {
  const count = 200
  await host.call('recording.append', { recordingId, ...stepsFrom(firstStep, count) })
  return count
}
