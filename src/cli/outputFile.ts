import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InputError, messageOf } from '../platform/index.js'
import { NodeFiles, removeLeftoversIfFree } from '../platform/node.js'
import type { Io } from './io.js'

/**
 * Throws `InputError` where `--out` names a file that is there and not to be replaced, or where none can be written:
 * said before the work.
 */
export async function requireFreeFile(path: string, force: boolean): Promise<void> {
  const files = new NodeFiles()
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new InputError(`--out ${path} is a folder: name a file`)
  if (found && !found.isFile()) throw new InputError(`--out ${path} is a device or a pipe: name a file`)
  if (found && !force)
    throw new InputError(`--out ${path} exists already: choose another name, or --force to replace it`)
  await requireWritable(dirname(await files.realPath(path)))
}

/** Whole or not at all, and behind the link where the path is one; folders on the way are made. */
export async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const files = new NodeFiles()
  await files.writeAtomic(await files.realPath(path), bytes)
}

/** The bytes of an input file. Throws `InputError` that names the option. */
export async function readInput(option: string, path: string): Promise<Uint8Array> {
  const files = new NodeFiles()
  if (!(await files.stat(path))) throw new InputError(`--${option} ${path}: there is no such file`)
  return files.read(path)
}

/**
 * Throws `InputError` where nothing can be written into the folder, or made where it is not there yet: said before the
 * work. What a killed command left half written in it is removed.
 */
export async function requireWritable(folder: string): Promise<void> {
  const files = new NodeFiles()
  let place = folder
  while (!(await files.stat(place)) && place !== dirname(place)) place = dirname(place)
  const probe = `${place}/.gaitway-probe.${randomBytes(6).toString('hex')}.tmp`
  try {
    await files.writeAtomic(probe, new Uint8Array())
    await files.remove(probe)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.message.replaceAll(probe, place), { cause: error })
  }
  await removeLeftoversIfFree(folder)
}

/**
 * Writes a result down. A failure is only said, and answered with its exit code: the result is still to be printed.
 */
export async function trySaving(save: () => Promise<unknown>, io: Io): Promise<number> {
  try {
    await save()
    return 0
  } catch (error) {
    io.err(`gaitway: not written: ${messageOf(error)}\n`)
    return error instanceof InputError ? 2 : 1
  }
}
