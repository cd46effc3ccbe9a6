import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { InputError, messageOf } from '../platform/index.js'
import { entryFolder, type Folders } from './folders.js'
import { mediaType } from './mediaTypes.js'

/** The largest file that a window may upload, in bytes: a checkpoint's optimizer state, with room to spare. */
export const largestUpload = 2 * 1024 ** 3

/** Where uploads go, and from where they are read: the training that owns the folder decides. */
export interface StagingArea {
  /** Where an uploaded file is put, or an InputError where nothing may be uploaded. */
  incoming(jobId: string): string
  /** The last complete checkpoint. */
  checkpointFolder(jobId: string): string
}

/**
 * Big files beside the contract, as web requests and responses so that both hosts can serve them:
 * `GET` and `HEAD` `/blob/{datasets|models}/<id>/<file>` and `/blob/staging/<jobId>/<file>`, with a range;
 * `PUT /blob/staging/<jobId>/<file>`.
 */
export function blobServer(folders: Folders, staging: StagingArea): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const path = blobPath(new URL(request.url).pathname)
      if (request.method === 'GET' || request.method === 'HEAD') return await read(request, path)
      if (request.method === 'PUT') return await write(request, path)
      return text(405, 'only GET, HEAD and PUT')
    } catch (error) {
      if (error instanceof InputError) return text(400, error.message)
      return failure(error)
    }
  }

  async function read(request: Request, path: string[]): Promise<Response> {
    const [area, id, ...rest] = path
    const root =
      area === 'staging'
        ? staging.checkpointFolder(id)
        : area === 'datasets' || area === 'models'
          ? entryFolder(folders, area, id)?.path
          : undefined
    const file = root && (await fileInside(root, rest))
    if (!file) return text(404, `${path.join('/')} is not in the library`)
    const range = byteRange(request.headers.get('range'), file.bytes)
    if (range === 'unsatisfiable')
      return text(416, `the file has ${file.bytes} bytes`, { 'content-range': `bytes */${file.bytes}` })
    const { start, end } = range ?? { start: 0, end: file.bytes }
    const headers = {
      'content-type': mediaType(file.path),
      'content-length': String(end - start),
      'accept-ranges': 'bytes',
      'last-modified': new Date(file.modifiedAt).toUTCString(),
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${file.bytes}` }),
    }
    const empty = request.method === 'HEAD' || end === start
    const body = empty ? null : Readable.toWeb(createReadStream(file.path, { start, end: end - 1 }))
    return new Response(body as ReadableStream | null, { status: range ? 206 : 200, headers })
  }

  async function write(request: Request, [area, jobId, ...rest]: string[]): Promise<Response> {
    if (area !== 'staging') return text(405, 'only files of a running training can be uploaded')
    if (rest.length > 2) throw new InputError('a checkpoint has no folders inside its folders')
    const declared = Number(request.headers.get('content-length') ?? 0)
    if (declared > largestUpload) return text(413, `a file may have ${largestUpload} bytes at most`)
    const target = join(staging.incoming(jobId), ...rest)
    const part = `${target}.${randomBytes(6).toString('hex')}.part`
    await mkdir(dirname(target), { recursive: true })
    try {
      const file = await open(part, 'wx')
      try {
        let bytes = 0
        for await (const chunk of request.body ?? []) {
          bytes += chunk.length
          if (bytes > largestUpload) return text(413, `a file may have ${largestUpload} bytes at most`)
          await file.write(chunk)
        }
        if (declared && bytes !== declared)
          throw new InputError(`${rest.join('/')}: the upload was cut short`)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, target)
      return new Response(null, { status: 204 })
    } finally {
      await rm(part, { force: true })
    }
  }
}

/** `/blob/models/cheetah/config.json` → ['models', 'cheetah', 'config.json']; anything that could leave is refused. */
export function blobPath(pathname: string): string[] {
  let parts: string[]
  try {
    parts = pathname.split('/').slice(2).map(decodeURIComponent)
  } catch {
    throw new InputError('the path is not well encoded')
  }
  if (parts.length < 3 || !parts.every(isPlain))
    throw new InputError(`${JSON.stringify(parts.join('/'))} is not a path to a file of the library`)
  return parts
}

const isPlain = (part: string) => part !== '' && !part.startsWith('.') && !/[/\\:\p{Cc}]/u.test(part)

/** An entry may itself be a link to where the user keeps big data; what is in it may not lead out of it. */
async function fileInside(
  root: string,
  parts: string[],
): Promise<{ path: string; bytes: number; modifiedAt: number } | undefined> {
  try {
    const real = await realpath(root)
    const path = await realpath(join(real, ...parts))
    const stats = await stat(path)
    if (!path.startsWith(real + sep) || !stats.isFile()) return undefined
    return { path, bytes: stats.size, modifiedAt: stats.mtimeMs }
  } catch {
    return undefined
  }
}

/** One range, as `bytes=0-99`, `bytes=100-` or `bytes=-100`; `end` is exclusive. Others are ignored, as HTTP allows. */
export function byteRange(
  header: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const last = Number(match[2])
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  if (start >= size) return 'unsatisfiable'
  return start >= end ? undefined : { start, end }
}

function text(status: number, message: string, headers: Record<string, string> = {}): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  })
}

function failure(error: unknown): Response {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return text(507, 'the disk is full: free some space and go on; nothing was half written')
  return text(500, messageOf(error))
}
