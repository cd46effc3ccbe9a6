import { InputError, messageOf } from '../platform/errors.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import type { Io } from './io.js'

/** Throws `InputError` where `--out` names a file that is there and not to be replaced: said before the work. */
export async function requireFreeFile(path: string, force: boolean): Promise<void> {
  const stat = await new NodeFiles().stat(path)
  if (stat?.isFolder) throw new InputError(`--out ${path} is a folder: name a file`)
  if (stat && !force)
    throw new InputError(`--out ${path} exists already: choose another name, or --force to replace it`)
}

/** Whole or not at all; folders on the way are made. */
export async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const files = new NodeFiles()
  const slash = path.lastIndexOf('/')
  if (slash > 0) await files.makeFolder(path.slice(0, slash))
  await files.writeAtomic(path, bytes)
}

/** The bytes of an input file. Throws `InputError` that names the option. */
export async function readInput(option: string, path: string): Promise<Uint8Array> {
  const files = new NodeFiles()
  if (!(await files.stat(path))) throw new InputError(`--${option} ${path}: there is no such file`)
  return files.read(path)
}

/** Throws `InputError` where nothing can be written into the folder: said before the work. */
export async function requireWritable(folder: string): Promise<void> {
  const files = new NodeFiles()
  const probe = `${folder}/.gaitway.tmp`
  await files.writeAtomic(probe, new Uint8Array())
  await files.remove(probe)
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
