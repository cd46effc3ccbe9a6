import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { NodeFiles } from '../platform/nodeFiles.js'
import type { Folders } from './folders.js'

const files = new NodeFiles()

/** What is to happen, written down before the first rename: after a crash it is simply carried out again. */
const Placement = v.object({
  /** A complete folder in staging. */
  staged: v.string(),
  /** Where it belongs. */
  target: v.string(),
  /** Where the folder that it replaces goes meanwhile. */
  replaced: v.optional(v.string()),
  /** What is of no use once it is in place: the journals it was made from. */
  obsolete: v.array(v.string()),
})
type Placement = v.InferOutput<typeof Placement>

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
  const placement: Placement = {
    staged,
    target,
    replaced: options.replace ? join(folders.staging, `${id}.replaced`) : undefined,
    obsolete: [...(options.obsolete ?? [])],
  }
  const intent = join(folders.staging, id + suffix)
  await files.writeAtomic(intent, new TextEncoder().encode(JSON.stringify(placement)))
  try {
    await carryOut(placement)
  } catch (error) {
    // Nothing may happen later that the user was told has failed: undo what can be undone.
    if (placement.replaced && existsSync(placement.replaced) && !existsSync(target))
      await files.rename(placement.replaced, target)
    await files.remove(intent)
    throw error
  }
  await files.remove(intent)
}

/** Where one call builds what it places at its end; worthless when the call never came to it. */
export const scratch = 'scratch-'

/** Finishes what a crash interrupted, and removes what it left half built. */
export async function finishPlacements(folders: Folders): Promise<void> {
  for (const { name } of await files.list(folders.staging)) {
    if (!name.endsWith(suffix)) continue
    const intent = join(folders.staging, name)
    const parsed = v.safeParse(Placement, JSON.parse(new TextDecoder().decode(await files.read(intent))))
    if (parsed.success) await carryOut(parsed.output)
    await files.remove(intent)
  }
  for (const { name } of await files.list(folders.staging))
    if (name.startsWith(scratch)) await files.remove(join(folders.staging, name))
}

/** Every line may have happened already. */
async function carryOut({ staged, target, replaced, obsolete }: Placement): Promise<void> {
  if (existsSync(staged)) {
    if (replaced && existsSync(target) && !existsSync(replaced)) await files.rename(target, replaced)
    await files.rename(staged, target)
  }
  for (const path of obsolete) await files.remove(path)
  if (replaced) await files.remove(replaced)
}
