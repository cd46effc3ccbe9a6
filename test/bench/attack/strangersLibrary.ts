import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'

/** A library that somebody else made is opened: placements and links in it that point out move and delete nothing. */
export const strangersLibrary: Attack = {
  name: "a stranger's library",
  async run({ folder }) {
    const faults: string[] = []
    const outs = ['/absolute', '../outside', 'through/link', '.staging/../../outside']
    const intents = outs.flatMap((out) =>
      (['staged', 'target', 'replaced', 'obsolete'] as const).map((field) => ({ field, out })),
    )
    let opened = 0
    for (const [index, { field, out }] of intents.entries()) {
      const home = join(folder, String(index))
      const library = join(home, 'library')
      const precious = join(home, 'outside')
      await mkdir(join(precious, 'letters'), { recursive: true })
      await writeFile(join(precious, 'letters', 'dear.txt'), 'Dear')
      await mkdir(join(library, '.staging', 'scratch-own', 'runs'), { recursive: true })
      await mkdir(join(library, 'through'))
      await symlink(precious, join(library, 'through', 'link'))
      await symlink(precious, join(library, '.staging', 'scratch-link'))
      const path = join(out === '/absolute' ? precious : out, 'letters')
      const intent: Record<string, unknown> = {
        staged: '.staging/scratch-own/runs',
        target: 'datasets/runs',
        obsolete: [],
        [field]: field === 'obsolete' ? [path] : path,
      }
      await writeFile(join(library, '.staging', `${index}.placement.json`), JSON.stringify(intent))
      await writeFile(join(library, '.staging', 'half.placement.json'), '{half')
      try {
        const host = await HostProcess.start(library)
        await host.call('library.list', {})
        await host.stop()
        opened++
      } catch (error) {
        faults.push(`${field} ${out}: it does not open: ${String(error)}`)
      }
      const kept = await readFile(join(precious, 'letters', 'dear.txt'), 'utf8').catch(() => '')
      if (kept !== 'Dear') faults.push(`${field} ${out}: a file outside of the library is gone`)
    }
    return {
      figures: `${intents.length} placements that lead out, ${opened} opened, no file outside touched`,
      faults,
    }
  },
}
