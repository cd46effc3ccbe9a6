import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openHost } from '../../src/host/index.js'
import { printTable } from './table.js'

const ENTRIES = 1000
const STARTS = 5

/** A library of a thousand entries, each a link to a shipped one. */
async function makeLibrary(root: string): Promise<string> {
  const library = await mkdtemp(join(tmpdir(), 'gaitway-bench-'))
  for (const kind of ['datasets', 'models']) {
    const shipped = join(root, 'assets', kind)
    const ids = (await readdir(shipped)).sort()
    await mkdir(join(library, kind))
    for (let i = 0; i < ENTRIES / 2; i++)
      await symlink(join(shipped, ids[i % ids.length]), join(library, kind, `entry-${i}`))
  }
  return library
}

/**
 * How long the host takes to start on a large library, to list it, and to list it again, in milliseconds; and of that how
 * long the processors worked for the first list, which says more where other programs have them too.
 */
export default async function measure(): Promise<void> {
  const root = resolve('.')
  const library = await makeLibrary(root)
  const rows: (string | number)[][] = []
  try {
    for (let start = 1; start <= STARTS; start++) {
      const began = performance.now()
      const host = await openHost({ library, root, desktop: false, environment: {}, log: console.error })
      const times = [performance.now() - began]
      let worked = 0
      for (let list = 0; list < 2; list++) {
        const [asked, used] = [performance.now(), process.cpuUsage()]
        const reply = await host.dispatch('library.list', {}, { window: 'bench' })
        times.push(performance.now() - asked)
        const { user, system } = process.cpuUsage(used)
        if (list === 0) worked = (user + system) / 1000
        const { datasets, models } = (reply as { result: Record<string, { error?: string }[]> }).result
        const sound = [...datasets, ...models].filter(({ error }) => error === undefined).length
        if (sound < ENTRIES) throw new Error(`${sound} of ${ENTRIES} entries are sound`)
      }
      await host.close()
      const figures = [...times, times[0] + times[1], worked].map((time) => time.toFixed(0))
      rows.push([`start ${start}`, ...figures])
    }
  } finally {
    await rm(library, { recursive: true })
  }
  printTable(
    [`${ENTRIES} entries, ms`, 'start', 'first list', 'next list', 'start and first list', 'processors'],
    rows,
  )
}
