import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Folders } from './folders.js'
import { readOwnJson, setAside } from './ownFile.js'
import { fromLibrary, type Placement, readPlacement, replacedName } from './placement.js'

const files = new NodeFiles()

const suffix = '.placement.json'

/**
 * Moves a complete folder from staging to its place, as one step as far as a crash can tell: afterwards either
 * nothing has happened yet, or the next start finishes it. With `replace` it takes the place of the one there.
 */
export async function placeFolder(
  folders: Folders,
  staged: string,
  target: string,
  options: { replace: boolean; obsolete?: readonly string[] },
): Promise<void> {
  // Without it, only what it was made from would be removed.
  if (!existsSync(staged)) throw new Error(`${staged} is not there to be moved to ${target}`)
  const id = randomUUID()
  const inLibrary = (path: string) => fromLibrary(folders, path)
  const placement: Placement = {
    staged: inLibrary(staged),
    target: inLibrary(target),
    replaced: options.replace ? inLibrary(join(folders.staging, replacedName(id))) : undefined,
    obsolete: (options.obsolete ?? []).map(inLibrary),
  }
  const intent = join(folders.staging, id + suffix)
  await files.writeAtomic(intent, new TextEncoder().encode(JSON.stringify(placement)))
  // Nothing may happen later that the user was told has failed: an intent is gone whatever became of it.
  try {
    await carryOut(folders, placement)
  } finally {
    await files.remove(intent)
  }
}

/** Where one call builds what it places at its end; worthless when the call never came to it. */
export const scratch = 'scratch-'

/**
 * Finishes what a crash interrupted, and removes what it left half built. A file that tells of nothing the host could
 * have begun is set aside, with everything that it names left as it is: no file may keep a library from opening.
 */
export async function finishPlacements(folders: Folders, log: (line: string) => void): Promise<void> {
  /** Folders in staging that are still to be placed. */
  const waiting = new Set<string>()
  for (const name of await readdir(folders.staging)) {
    if (!name.endsWith(suffix)) continue
    const intent = join(folders.staging, name)
    let placement: Placement
    try {
      placement = await readPlacement(folders, name.slice(0, -suffix.length), await readOwnJson(intent))
    } catch (error) {
      await putAside(intent, messageOf(error), log)
      continue
    }
    try {
      await carryOut(folders, placement)
      await files.remove(intent)
    } catch (error) {
      waiting.add(placement.staged.split('/')[1])
      log(
        `${placement.target} could not be put in its place: ${messageOf(error)}; the next start tries again`,
      )
    }
  }
  for (const name of await readdir(folders.staging))
    if (name.startsWith(scratch) && !waiting.has(name))
      await files.remove(join(folders.staging, name)).catch((error: unknown) => log(messageOf(error)))
}

async function putAside(intent: string, reason: string, log: (line: string) => void): Promise<void> {
  const whole = 'nothing that it names was moved or deleted'
  await setAside(intent).then(
    (aside) => log(`${intent} is not carried out: ${reason}; it is kept as ${aside}, and ${whole}`),
    (error) => log(`${intent} is not carried out: ${reason}; it stays (${messageOf(error)}), and ${whole}`),
  )
}

/** Every line may have happened already. What fails between the two moves is undone. */
async function carryOut(folders: Folders, placement: Placement): Promise<void> {
  const at = (path: string) => join(folders.library, path)
  const [staged, target] = [at(placement.staged), at(placement.target)]
  const replaced = placement.replaced === undefined ? undefined : at(placement.replaced)
  if (await isThere(staged)) {
    if (replaced && (await isThere(target)) && !(await isThere(replaced)))
      await files.rename(target, replaced)
    try {
      await files.rename(staged, target)
    } catch (error) {
      if (replaced && (await isThere(replaced)) && !(await isThere(target)))
        await files.rename(replaced, target)
      throw error
    }
  }
  for (const path of placement.obsolete) await files.remove(at(path))
  if (replaced) await files.remove(replaced)
}

/** A link counts as itself: what it leads to is not looked at. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
