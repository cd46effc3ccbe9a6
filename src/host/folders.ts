import { existsSync, readFileSync } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError, messageOf } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Kind } from './contract.js'
import { setAside } from './ownFile.js'

/** Where everything lies. All paths are absolute. */
export interface Folders {
  /** The user's library, `~/Gaitway` unless told otherwise. */
  library: string
  datasets: string
  models: string
  /** What was deleted, to be brought back. */
  trash: string
  /** What is being made: a folder a job. Moved into place when it is whole. */
  staging: string
  /** Live recordings that are in no dataset yet. */
  journals: string
  /** What ships with the program; never written to. */
  shipped: { datasets: string; models: string }
  levels: string
  /** Bundles that run in worker threads. */
  workers: string
}

/** The folder of Gaitway's own package.json, from wherever in the package this code was bundled to. */
export function packageRoot(from = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'gaitway') return folder
    if (dirname(folder) === folder) throw new Error(`no package.json of gaitway above ${from}`)
  }
}

/** `--library`, else `GAITWAY_LIBRARY`, else `~/Gaitway`. */
export function libraryPath(option: string | undefined, environment: NodeJS.ProcessEnv): string {
  return resolve(option || environment.GAITWAY_LIBRARY || join(homedir(), 'Gaitway'))
}

/** Makes the library's folders where they are not there yet. */
export async function openFolders(path: string, root: string): Promise<Folders> {
  // In the packaged app these lie beside the archive: see asarUnpack in electron-builder.yml.
  const files = root.replace(/app\.asar$/, 'app.asar.unpacked')
  try {
    const disk = new NodeFiles()
    await disk.makeFolder(path)
    // A library behind a link is the same library: the lock and the checks of paths need one name for it.
    const library = await realpath(path)
    const folders: Folders = {
      library,
      datasets: join(library, 'datasets'),
      models: join(library, 'models'),
      trash: join(library, '.trash'),
      staging: join(library, '.staging'),
      journals: join(library, '.journals'),
      shipped: { datasets: join(files, 'assets', 'datasets'), models: join(files, 'assets', 'models') },
      levels: join(files, 'levels'),
      workers: join(files, 'dist', 'node', 'workers'),
    }
    for (const folder of [folders.datasets, folders.models, folders.trash, folders.staging, folders.journals])
      await disk.makeFolder(folder)
    return folders
  } catch (error) {
    const reason = messageOf(error)
    throw new InputError(`the library ${path} cannot be used (${reason}): choose another with --library DIR`)
  }
}

/**
 * A hidden folder that is a link would have the library's own tidying up done somewhere else: the link is set aside
 * unread. `datasets` and `models` may be links, to a larger disk.
 */
export async function requireOwnFolders(folders: Folders, log: (line: string) => void): Promise<void> {
  for (const folder of [folders.trash, folders.staging, folders.journals]) {
    if (!(await lstat(folder)).isSymbolicLink()) continue
    const aside = await setAside(folder)
    await new NodeFiles().makeFolder(folder)
    log(`${folder} was a link to elsewhere: it is kept as ${aside}, and not used`)
  }
}

/** An entry of the user's, or where it would be. `id` has been checked by the contract: it is a plain name. */
export function ownFolder(folders: Folders, kind: Kind, id: string): string {
  return join(folders[kind], id)
}

/** Where an entry is: the user's own first, else the shipped one. */
export function entryFolder(
  folders: Folders,
  kind: Kind,
  id: string,
): { path: string; shipped: boolean } | undefined {
  const own = ownFolder(folders, kind, id)
  if (existsSync(own)) return { path: own, shipped: false }
  const shipped = join(folders.shipped[kind], id)
  return existsSync(shipped) ? { path: shipped, shipped: true } : undefined
}
