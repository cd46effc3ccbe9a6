import { InputError } from './errors.js'
import type { Files } from './files.js'

/**
 * Folders that appear whole or not at all: written beside their place under a hidden name, then renamed. A folder
 * that is replaced is kept under another hidden name until the new one is in place.
 */

const DAY = 86_400_000

/** Throws `InputError` for a path that ends in no name, such as `..`: nothing can be put in its place. */
export function splitFolder(folder: string): { parent: string; name: string } {
  const parts = folder.split('/')
  const name = parts.pop() ?? ''
  if (name === '' || name === '.' || name === '..')
    throw new InputError(`${folder} is no name for a folder: choose one`)
  return { parent: parts.length > 0 ? `${parts.join('/')}/` : '', name }
}

const previousOf = (folder: string) => {
  const { parent, name } = splitFolder(folder)
  return `${parent}.${name}.previous`
}

/** Brings back a folder that a crash between the two renames of `replaceFolder` left under its hidden name. */
export async function recoverFolder(
  folder: string,
  files: Pick<Files, 'stat'> & Partial<Files>,
): Promise<void> {
  if (!files.rename || (await files.stat(folder)) !== undefined) return
  const place = (await files.realPath?.(folder)) ?? folder
  const previous = previousOf(place)
  if ((await files.stat(previous)) !== undefined) await files.rename(previous, place)
}

/** A fresh hidden folder beside `folder`; what crashes left there long ago is removed. */
export async function makeStaging(folder: string, files: Files): Promise<string> {
  const { parent, name } = splitFolder(folder)
  const prefix = `.${name}.partial-`
  const siblings = (await files.stat(parent || '.')) ? await files.list(parent || '.') : []
  for (const { name: sibling, modifiedAt } of siblings)
    if (sibling.startsWith(prefix) && modifiedAt > 0 && Date.now() - modifiedAt > DAY)
      await files.remove(parent + sibling)
  const staging = `${parent}${prefix}${crypto.randomUUID().slice(0, 8)}`
  await files.makeFolder(staging)
  return staging
}

/** Puts a staging folder in place of `folder`, which may exist. */
export async function replaceFolder(staging: string, folder: string, files: Files): Promise<void> {
  if ((await files.stat(folder)) === undefined) return files.rename(staging, folder)
  const previous = previousOf(folder)
  await files.remove(previous)
  await files.rename(folder, previous)
  try {
    await files.rename(staging, folder)
  } catch (error) {
    await files.rename(previous, folder)
    throw error
  }
  await files.remove(previous)
}
