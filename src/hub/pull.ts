import { downloadFile, listFiles } from '@huggingface/hub'
import { Dataset } from '../data/dataset.js'
import { makeStaging, replaceFolder } from '../platform/folders.js'
import { InputError } from '../platform/errors.js'
import type { Files } from '../platform/files.js'
import { checkRepo, clientOptions, explained, type HubAccess } from './access.js'
import type { RepoKind } from './uploadPlan.js'

export interface PullOptions extends HubAccess {
  kind: RepoKind
  /** `owner/name` */
  repo: string
  /** Branch, tag or commit; the Hub's own Parquet copies are at `refs/convert/parquet`. */
  revision?: string
  /** Where it goes; nothing may be there yet. */
  folder: string
  files: Files
  /** 0–1. */
  onProgress?: (progress: number) => void
}

/** Brings a dataset or a model from the Hub into a folder, whole or not at all. Public ones need no token. */
export async function pull(options: PullOptions): Promise<void> {
  const { kind, files, revision } = options
  const folder = options.folder.replace(/\/+$/, '')
  const repo = { type: kind, name: checkRepo(options.repo) }
  if ((await files.stat(folder)) !== undefined)
    throw new InputError(`${folder} exists already: choose another name`)
  const client = { ...clientOptions(options), repo, ...(revision && { revision }) }
  const remote = await explained(options, options.repo, async () => {
    const found: { path: string; size: number }[] = []
    for await (const { type, path, size } of listFiles({ ...client, recursive: true }))
      if (type === 'file' && !path.startsWith('.')) found.push({ path: checkPath(path), size })
    return found
  })
  if (remote.length === 0) throw new InputError(`${options.repo} is empty: there is nothing to bring`)
  const total = remote.reduce((sum, { size }) => sum + size, 0)
  const staging = await makeStaging(folder, files)
  try {
    let done = 0
    for (const { path, size } of remote) {
      options.signal?.throwIfAborted()
      const bytes = await explained(options, `${options.repo}/${path}`, async () => {
        const blob = await downloadFile({ ...client, path })
        if (!blob) throw new InputError(`${options.repo}/${path} vanished while it was read: try again`)
        return new Uint8Array(await blob.arrayBuffer())
      })
      if (bytes.length !== size)
        throw new Error(`${options.repo}/${path} arrived with ${bytes.length} of ${size} bytes: try again`)
      await files.writeAtomic(`${staging}/${path}`, bytes)
      options.onProgress?.((done += size) / Math.max(1, total))
    }
    if (kind === 'dataset') await Dataset.open(staging, files)
    await replaceFolder(staging, folder, files)
  } catch (error) {
    await files.remove(staging)
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.message.replaceAll(staging, options.repo), { cause: error })
  }
}

/** A name from the network must not lead out of the folder. */
function checkPath(path: string): string {
  const odd = path.split('/').some((part) => part === '' || part === '.' || part === '..')
  if (odd || /[\\:\0]/.test(path))
    throw new InputError(`the repository has a file ${path}, which is no safe name`)
  return path
}
