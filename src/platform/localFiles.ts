import { InputError } from './errors.js'
import type { Files } from './files.js'

/** Files on this machine, where this is Node; a browser gets them from its host. */
export async function localFiles(): Promise<Files> {
  // Left out of a browser's bundle, and refused where a bundle for Node runs in a page all the same.
  if (!import.meta.env.SSR || typeof process === 'undefined' || !process.versions?.node)
    throw new InputError('outside Node there are no local folders: give files, for instance HttpFiles')
  const { NodeFiles } = await import('./nodeFiles.js')
  return new NodeFiles()
}
