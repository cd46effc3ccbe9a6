import { type Files, InputError, type ReadableFiles, type TreeEntry } from '../platform/index.js'

export type RepoKind = 'dataset' | 'model'

/** What a push does with a folder, before anything is sent. */
export interface UploadPlan {
  /** What goes up, sorted by name, sizes in bytes. */
  files: { name: string; bytes: number }[]
  /** What lies in the folder and stays here; folders end in `/`. */
  leftOut: string[]
}

export interface PlanOptions {
  kind: RepoKind
  folder: string
  files: Files
  /** Further files to send, by their paths in the folder: pictures that a card shows. */
  include?: readonly string[]
}

/**
 * What a dataset or a model consists of; all else that happens to lie in its folder (keys, notes, node_modules,
 * Thumbs.db) is nobody's wish to publish.
 */
const parts: Record<RepoKind, RegExp> = {
  dataset: /^(meta\.json|(data\/)?[^./][^/]*\.parquet)$/,
  model:
    /^((config|gaitway|certificate|model\.safetensors\.index)\.json|[^./][^/]*\.(safetensors|onnx)|training\/[^./][^/]*(?<!\.tmp))$/,
}
const words = /^(README\.md|\.gitattributes|(LICENSE|LICENCE|NOTICE)[^/]*|CITATION\.cff)$/
const folderOf: Record<RepoKind, string> = { dataset: 'data', model: 'training' }

/**
 * Lists what a push of this folder would send. The names are an allow-list. A link that leads out of the folder, or to
 * no regular file, is an InputError: what it leads to is somebody else's. (A hard link cannot be told from a file.)
 * `read` gives the bytes of the very files that were listed, whatever takes their place later.
 */
export async function planUpload(
  options: PlanOptions,
): Promise<UploadPlan & { read: Pick<ReadableFiles, 'readRange'> }> {
  const { kind, files, include = [] } = options
  const folder = options.folder.replace(/(?<=.)\/+$/, '')
  const wanted = new Set(include)
  const goes = (name: string) => parts[kind].test(name) || words.test(name) || wanted.has(name)
  const entered = new Set([folderOf[kind], ...include.flatMap(foldersOf)])
  const tree = await files.tree(folder, (name) => entered.has(name))

  const links = tree.entries.filter((entry) => entry.kind === 'link' && !isLeftOut(entry.name, goes))
  if (links.length > 0)
    throw new InputError(
      `${folder} is not sent: ${listed(links)} ${links.length > 1 ? 'are links that lead' : 'is a link that leads'} out of the folder or to no regular file; put the file itself there, or remove the link`,
    )
  const odd = tree.entries.filter((entry) => entry.kind === 'other' && goes(entry.name))
  if (odd.length > 0)
    throw new InputError(`${folder} is not sent: ${listed(odd)} is no regular file: remove it`)
  const found = new Set(tree.entries.filter((entry) => entry.kind === 'file').map(({ name }) => name))
  const missing = include.find((path) => !found.has(path))
  if (missing !== undefined)
    throw new InputError(
      `${folder} has no file ${printable(missing)}: name it by its path in the folder, such as images/front.png`,
    )

  const plan: UploadPlan = { files: [], leftOut: [] }
  for (const entry of tree.entries)
    if (entry.kind === 'file' && goes(entry.name)) plan.files.push({ name: entry.name, bytes: entry.bytes })
    else if (entry.kind !== 'folder') plan.leftOut.push(entry.name)
    else if (!entered.has(entry.name)) plan.leftOut.push(`${entry.name}/`)
  return { ...plan, read: tree.files }
}

/** The folders on the way to a file: `a` and `a/b` for `a/b/c`. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}

/** Hidden files are never sent, so that it does not matter where they lead, but for those that belong to it. */
function isLeftOut(name: string, goes: (name: string) => boolean): boolean {
  return !goes(name) && name.split('/').some((part) => part.startsWith('.'))
}

/** The first of many, as they can be shown. */
function listed(entries: readonly TreeEntry[]): string {
  const shown = entries
    .slice(0, 5)
    .map(({ name }) => printable(name))
    .join(', ')
  return entries.length > 5 ? `${shown} and ${entries.length - 5} more` : shown
}

/** A name that a stranger may have chosen, without control characters, of a length that a line can hold. */
export function printable(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '�')
  return plain.length > 120 ? `${plain.slice(0, 119)}…` : plain
}
