import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InputError, splitFolder } from '../platform/index.js'
import { lockOf, NodeFiles, takeLock } from '../platform/node.js'
import { requireWritable } from './outputFile.js'

/** A folder that one command has for itself. */
export interface OutputFolder {
  /** Where it lies: behind the link, if `--out` is one. */
  path: string
  release(): Promise<void>
}

/**
 * Keeps the folder that `--out` names, and what is built beside it, from every other command until it is released.
 * Throws `InputError` before any work where another one has it, or where nothing can be written.
 */
export async function claimFolder(out: string, doing: 'training' | 'recording'): Promise<OutputFolder> {
  const files = new NodeFiles()
  const path = (await files.realPath(out)).replace(/(?<=.)\/+$/, '')
  splitFolder(path)
  const parent = dirname(path)
  const made = await missingFolders(parent)
  // What was made only for the lock goes with it: a command that does nothing leaves nothing behind.
  const removeMade = async () => {
    for (const folder of made) await rmdir(folder).catch(() => {})
  }
  try {
    await files.makeFolder(parent)
    const release = await takeLock(lockOf(path), {
      doing,
      refusal: (owner) =>
        `another gaitway (pid ${owner.pid}) is ${owner.doing} here: wait for it, or choose another name`,
    })
    return {
      path,
      async release() {
        await release()
        await removeMade()
      },
    }
  } catch (error) {
    await removeMade()
    if (!(error instanceof InputError)) throw error
    throw new InputError(`--out ${out}: ${error.message}`, { cause: error })
  }
}

/** Also what is there already must let itself be written, and removed when the new one takes its place. */
export async function requireReplaceableFolder(path: string): Promise<void> {
  if ((await new NodeFiles().stat(path))?.isFolder) await requireWritable(path)
}

/** Deepest first. */
async function missingFolders(folder: string): Promise<string[]> {
  const files = new NodeFiles()
  const missing: string[] = []
  for (let at = folder; (await files.stat(at)) === undefined && at !== dirname(at); at = dirname(at))
    missing.push(at)
  return missing
}
