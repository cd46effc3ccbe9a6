import { downloadFile, listFiles } from '@huggingface/hub'
import { Dataset } from '../data/index.js'
import { type Files, InputError, makeStaging, replaceFolder } from '../platform/index.js'
import { checkRepo, clientOptions, explained, type HubAccess } from './access.js'
import { checkRemote } from './remoteFiles.js'
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
  const remote = await explained(options, options.repo, () =>
    checkRemote(options.repo, listFiles({ ...client, recursive: true })),
  )
  if (remote.length === 0) throw new InputError(`${options.repo} is empty: there is nothing to bring`)
  const total = remote.reduce((sum, { size }) => sum + size, 0)
  const staging = await makeStaging(folder, files)
  try {
    let done = 0
    for (const { path, size } of remote) {
      options.signal?.throwIfAborted()
      await explained(options, `${options.repo}/${path}`, async () => {
        const blob = await downloadFile({ ...client, path })
        if (!blob) throw new InputError(`${options.repo}/${path} vanished while it was read: try again`)
        const got = await store(blob, `${staging}/${path}`, size, files)
        if (got !== size)
          throw new Error(`${got > size ? 'more than ' : ''}${Math.min(got, size)} of ${size} bytes arrived`)
      })
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

/** Bytes that are held in memory at a time. */
const PIECE = 16 << 20

/** Writes what arrives, at most `size` bytes of it and one piece; returns how many came. */
async function store(blob: Blob, path: string, size: number, files: Files): Promise<number> {
  await files.writeAtomic(path, new Uint8Array(0))
  let pieces: Uint8Array[] = []
  let waiting = 0
  let got = 0
  const flush = async () => {
    if (waiting > 0)
      await files.append(path, new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()))
    pieces = []
    waiting = 0
  }
  const reader = blob.stream().getReader()
  try {
    while (got <= size) {
      const { done, value } = await reader.read()
      if (done) break
      got += value.length
      waiting += value.length
      pieces.push(value)
      if (waiting >= PIECE) await flush()
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
  if (got <= size) await flush()
  return got
}
