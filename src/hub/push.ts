import { commitIter, type CommitOperation, createRepo, HubApiError, listFiles } from '@huggingface/hub'
import { Dataset } from '../data/dataset.js'
import { InputError } from '../platform/errors.js'
import type { Files } from '../platform/files.js'
import { checkRepo, clientOptions, explained, type HubAccess, hubUser } from './access.js'
import { FilesBlob } from './filesBlob.js'

export type RepoKind = 'dataset' | 'model'

export interface PushOptions extends HubAccess {
  kind: RepoKind
  /** The dataset's or checkpoint's folder; it goes up as it is, hidden files aside. */
  folder: string
  files: Files
  /** `owner/name` */
  repo: string
  /** Whether others may see it; only for a repository that this push makes. */
  private?: boolean
  /** First line of the commit. */
  message?: string
  /** 0–1, never falling. */
  onProgress?: (progress: number) => void
}

/**
 * Publishes a folder on the Hub: makes the repository where there is none, then one commit with all files. Data files
 * of an earlier push that the folder no longer has are deleted in the same commit, so that the Hub shows what the
 * folder holds. Returns the repository's address. Until the commit, nothing is visible: a push that breaks off leaves
 * no half-published repository and can be repeated.
 *
 * A missing or refused token, a name that is none and a folder that is no dataset or checkpoint are InputErrors.
 */
export async function push(options: PushOptions): Promise<{ url: string; commit: string }> {
  const { kind, folder, files, onProgress } = options
  const repo = { type: kind, name: checkRepo(options.repo) }
  const local = await findFiles(folder.replace(/\/+$/, ''), kind, files)
  const user = await hubUser(options)
  if (!user.canWrite)
    throw new InputError(
      `the token of ${user.name} can only read: make one with write access at https://huggingface.co/settings/tokens`,
    )
  const client = clientOptions(options)
  const isNew = await explained(options, options.repo, () => makeRepo(options, repo))
  const stale = isNew ? [] : await explained(options, options.repo, () => findStale(options, repo, local))

  const operations: CommitOperation[] = [
    ...local.map(({ name, path, bytes }) => ({
      operation: 'addOrUpdate' as const,
      path: name,
      content: new FilesBlob(files, path, 0, bytes),
    })),
    ...stale.map((path) => ({ operation: 'delete' as const, path })),
  ]
  const commit = await explained(options, options.repo, async () => {
    const commits = commitIter({
      ...client,
      repo,
      operations,
      title: options.message ?? `Upload ${kind} with gaitway`,
      ...(options.signal && { abortSignal: options.signal }),
    })
    const progress = progressOf(local)
    for (;;) {
      const step = await commits.next()
      if (step.done) return step.value?.commit.oid ?? ''
      if (step.value.event === 'fileProgress') onProgress?.(progress(step.value))
    }
  })
  onProgress?.(1)
  return { url: `${client.hubUrl}/${kind === 'dataset' ? 'datasets/' : ''}${repo.name}`, commit }
}

/** True where the repository is new; one that is there already is fine. */
async function makeRepo(options: PushOptions, repo: { type: RepoKind; name: string }): Promise<boolean> {
  try {
    const client = clientOptions(options)
    await createRepo({
      ...client,
      accessToken: client.accessToken ?? '',
      repo,
      visibility: options.private ? 'private' : 'public',
    })
    return true
  } catch (error) {
    if (error instanceof HubApiError && error.statusCode === 409) return false
    throw error
  }
}

interface LocalFile {
  /** Path in the repository. */
  name: string
  path: string
  bytes: number
}

async function findFiles(folder: string, kind: RepoKind, files: Files): Promise<LocalFile[]> {
  // Refuses what cannot be read before anything is sent.
  if (kind === 'dataset') await Dataset.open(folder, files)
  else
    for (const needed of ['config.json', 'model.safetensors'])
      if ((await files.stat(`${folder}/${needed}`)) === undefined)
        throw new InputError(`${folder} is no model: ${needed} is missing`)
  return listLocal(folder, '', files)
}

async function listLocal(folder: string, prefix: string, files: Files): Promise<LocalFile[]> {
  const found: LocalFile[] = []
  for (const { name, isFolder, bytes } of await files.list(folder)) {
    if (name.startsWith('.') || name.endsWith('.tmp')) continue
    const path = `${folder}/${name}`
    if (isFolder) found.push(...(await listLocal(path, `${prefix}${name}/`, files)))
    else found.push({ name: prefix + name, path, bytes })
  }
  return found
}

/** What the folder fills by itself; anything else in a repository belongs to people. */
const OWNED = { dataset: /^data\/[^/]+\.parquet$/, model: /^training\// }

async function findStale(
  options: PushOptions,
  repo: { type: RepoKind; name: string },
  local: readonly LocalFile[],
): Promise<string[]> {
  const kept = new Set(local.map(({ name }) => name))
  const stale: string[] = []
  try {
    for await (const { type, path } of listFiles({ ...clientOptions(options), repo, recursive: true }))
      if (type === 'file' && OWNED[repo.type].test(path) && !kept.has(path)) stale.push(path)
  } catch (error) {
    // A repository without any commit has no tree yet.
    if (!(error instanceof HubApiError && error.statusCode === 404)) throw error
  }
  return stale
}

/** Hashing is a tenth of a file's way, sending the rest; the commit itself is the last twentieth of all. */
function progressOf(local: readonly LocalFile[]) {
  const total = local.reduce((sum, { bytes }) => sum + bytes, 0)
  const done = new Map<string, number>()
  let highest = 0
  return ({ path, progress, state }: { path: string; progress: number; state: string }): number => {
    done.set(path, Math.max(done.get(path) ?? 0, state === 'hashing' ? 0.1 * progress : 0.1 + 0.9 * progress))
    const sent = local.reduce((sum, { name, bytes }) => sum + bytes * (done.get(name) ?? 0), 0)
    return (highest = Math.max(highest, (0.95 * sent) / Math.max(1, total)))
  }
}
