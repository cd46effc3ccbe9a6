import { commitIter, type CommitOperation, createRepo, HubApiError, listFiles } from '@huggingface/hub'
import { Dataset } from '../data/index.js'
import { InputError } from '../platform/index.js'
import { checkRepo, clientOptions, explained, type HubAccess, hubUser } from './access.js'
import { checkCard } from './card.js'
import { FilesBlob } from './filesBlob.js'
import { type PlanOptions, planUpload, type RepoKind, type UploadPlan } from './uploadPlan.js'

export interface PushOptions extends HubAccess, PlanOptions {
  /** `owner/name` */
  repo: string
  /** Whether others may see it; only for a repository that this push makes. */
  private?: boolean
  /** First line of the commit. */
  message?: string
  /** Called once all is checked, before anything of it is sent. */
  onPlan?: (plan: UploadPlan) => void
  /** 0–1, never falling. */
  onProgress?: (progress: number) => void
}

/** The metadata at the beginning of a card is never longer, in bytes. */
const MAX_METADATA = 1 << 20

/**
 * Publishes what `planUpload` lists of a folder on the Hub: makes the repository where there is none, then one commit
 * with all files. Data files of an earlier push that the folder no longer has are deleted in the same commit, so that
 * the Hub shows what the folder holds. Returns the repository's address. Until the commit, nothing is visible: a push
 * that breaks off leaves no half-published repository and can be repeated.
 *
 * A missing or refused token, a name that is none, a folder that is no dataset or checkpoint, links that lead out of
 * it and a card that the Hub does not take are InputErrors, all before anything is made there.
 */
export async function push(options: PushOptions): Promise<{ url: string; commit: string }> {
  const { kind, onProgress } = options
  const repo = { type: kind, name: checkRepo(options.repo) }
  const folder = options.folder.replace(/(?<=.)\/+$/, '')
  const { read, files: local, leftOut } = await planUpload(options)
  await requireWhole(folder, options, local)
  const user = await hubUser(options)
  if (!user.canWrite)
    throw new InputError(
      `the token of ${user.name} can only read: make one with write access at https://huggingface.co/settings/tokens`,
    )
  const card = local.find(({ name }) => name === 'README.md')
  if (card) {
    const bytes = await read.readRange(card.name, 0, Math.min(card.bytes, MAX_METADATA))
    await checkCard(options, kind, `${folder}/${card.name}`, new TextDecoder().decode(bytes))
  }
  options.onPlan?.({ files: local, leftOut })
  const client = clientOptions(options)
  const isNew = await explained(options, options.repo, () => makeRepo(options, repo))
  const stale = isNew ? [] : await explained(options, options.repo, () => findStale(options, repo, local))

  const operations: CommitOperation[] = [
    ...local.map(({ name, bytes }) => ({
      operation: 'addOrUpdate' as const,
      path: name,
      content: new FilesBlob(read, name, 0, bytes),
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

/** Refuses what cannot be read before anything is sent. */
async function requireWhole(
  folder: string,
  { kind, files }: PushOptions,
  local: UploadPlan['files'],
): Promise<void> {
  if (kind === 'dataset') return void (await Dataset.open(folder, files))
  for (const needed of ['config.json', 'model.safetensors'])
    if (!local.some(({ name }) => name === needed))
      throw new InputError(`${folder} is no model: ${needed} is missing`)
}

/** What the folder fills by itself; anything else in a repository belongs to people. */
const OWNED = { dataset: /^data\/[^/]+\.parquet$/, model: /^training\// }

async function findStale(
  options: PushOptions,
  repo: { type: RepoKind; name: string },
  local: UploadPlan['files'],
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
function progressOf(local: UploadPlan['files']) {
  const total = local.reduce((sum, { bytes }) => sum + bytes, 0)
  const done = new Map<string, number>()
  let highest = 0
  return ({ path, progress, state }: { path: string; progress: number; state: string }): number => {
    done.set(path, Math.max(done.get(path) ?? 0, state === 'hashing' ? 0.1 * progress : 0.1 + 0.9 * progress))
    const sent = local.reduce((sum, { name, bytes }) => sum + bytes * (done.get(name) ?? 0), 0)
    return (highest = Math.max(highest, (0.95 * sent) / Math.max(1, total)))
  }
}
