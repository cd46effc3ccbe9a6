import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'

const AT_ONCE = 3

/** After a crash several hosts open one library at once, each with a temporary folder of its own: one may. */
export const lockRace: Attack = {
  name: 'race for the lock',
  async run({ folder, tries }) {
    const library = join(folder, 'library')
    const rounds = tries(12, 2)
    const faults: string[] = []
    const temporary = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const path = join(folder, `tmp-${index}`)
        await mkdir(path)
        return path
      }),
    )
    for (let round = 0; round < rounds; round++) {
      await (await HostProcess.start(library)).kill()
      const starts = await Promise.allSettled(
        temporary.map((TMPDIR) => HostProcess.start(library, { TMPDIR })),
      )
      const opened = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
      if (opened.length !== 1) faults.push(`round ${round}: ${opened.length} of ${AT_ONCE} opened it`)
      for (const start of starts)
        if (start.status === 'rejected' && !/is open in another Gaitway/.test(String(start.reason)))
          faults.push(`round ${round}: ${String(start.reason)}`)
      for (const host of opened) await host.kill()
    }
    return { figures: `${rounds} races of ${AT_ONCE} after a kill, one winner each`, faults }
  },
}
