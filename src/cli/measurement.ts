import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeFiles } from '../platform/node.js'
import { BatchJournal } from '../skill/index.js'
import { packageVersion } from './packageRoot.js'
import type { ProgressLine } from './progress.js'

/** What a verb that plays with a model keeps beside it, to go on after an interruption. */
export function journalOf(model: string, line: ProgressLine): BatchJournal {
  const path = resolve(model)
  // Another build may play otherwise, and has the same version while one works on it.
  const built = statSync(fileURLToPath(import.meta.url)).mtimeMs
  return new BatchJournal(dirname(path), basename(path), {
    files: new NodeFiles(),
    engine: `${packageVersion()} ${built}`,
    say: (message) => line.say(message),
  })
}

export const RESUMES = 'Ctrl-C keeps the episodes that are complete: the same command goes on after them.'
