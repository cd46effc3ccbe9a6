import { type FSWatcher, watch } from 'node:fs'
import type { Kind } from './contract.js'
import type { Folders } from './folders.js'

/** A folder that is copied or written makes many changes; one word about them is enough. Milliseconds. */
const pause = 300

/**
 * Notices entries that other programs put into the library or take out, such as the command line. A convenience: where
 * the system cannot watch, the next look at the library shows them.
 */
export function watchLibrary(
  folders: Folders,
  changed: (kind: Kind) => void,
  log: (line: string) => void,
): () => void {
  const timers = new Map<Kind, ReturnType<typeof setTimeout>>()
  const watchers: FSWatcher[] = []
  for (const kind of ['datasets', 'models'] as const) {
    const tell = () => {
      clearTimeout(timers.get(kind))
      timers.set(
        kind,
        setTimeout(() => changed(kind), pause),
      )
    }
    try {
      const watcher = watch(folders[kind], (_, name) => {
        // Hidden folders are work in progress; their last step is the rename to a name that is not.
        if (!name?.startsWith('.')) tell()
      })
      watcher.on('error', (error) => log(`${folders[kind]} is no longer watched: ${error.message}`))
      watchers.push(watcher)
    } catch (error) {
      log(`${folders[kind]} cannot be watched: ${String(error)}`)
    }
  }
  return () => {
    for (const watcher of watchers) watcher.close()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}
