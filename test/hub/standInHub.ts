import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who a token of the stand-in belongs to. */
export interface StandInUser {
  name: string
  role?: 'read' | 'write'
  orgs?: string[]
}

export interface StandInRepo {
  private: boolean
  files: Map<string, Uint8Array>
  /** The commits' summaries. */
  commits: string[]
}

interface Options {
  users?: Record<string, StandInUser>
  /** Parts of this size instead of one PUT. */
  multipart?: number
  /** What is wrong with a card's metadata, or nothing; without it the stand-in cannot be asked. */
  checkCard?: (metadata: string, repoType: string) => string | undefined
  /** An HTTP status to answer with instead, or nothing. */
  fail?: (method: string, path: string) => number | undefined
}

/**
 * A Hub on loopback that answers what the client asks of a real one: accounts, repositories, regular and large files
 * (checked by SHA-256), commits, listing and ranges. What it stores can be looked at.
 */
export class StandInHub {
  url = ''
  /** By `datasets/owner/name` or `models/owner/name`. */
  readonly repos = new Map<string, StandInRepo>()
  /** `METHOD /path` of all requests so far. */
  readonly requests: string[] = []
  readonly #objects = new Map<string, Uint8Array>()
  readonly #parts = new Map<string, Uint8Array[]>()
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })

  constructor(readonly options: Options = {}) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  addRepo(key: string, files: Record<string, string | Uint8Array> = {}): StandInRepo {
    const repo = {
      private: false,
      files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
      commits: [],
    }
    this.repos.set(key, repo)
    return repo
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const method = request.method ?? ''
    const { pathname } = new URL(request.url ?? '/', this.url)
    const path = decodeURIComponent(pathname)
    this.requests.push(`${method} ${path}`)

    const json = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(value))
    const failure = this.options.fail?.(method, path)
    if (failure) return void json(failure, { error: `refused with ${failure}` })

    const stored = /^\/objects\/(\w+)(?:\/(\d+))?$/.exec(path)
    if (stored) return void this.#store(method, stored, body, response, json)

    const token = request.headers.authorization?.replace('Bearer ', '')
    const user = token === undefined ? undefined : this.options.users?.[token]
    if (token !== undefined && !user) return void json(401, { error: 'Invalid credentials' })

    if (path === '/api/validate-yaml' && this.options.checkCard) {
      const { content, repoType } = JSON.parse(body.toString()) as { content: string; repoType: string }
      const message = this.options.checkCard(content, repoType)
      return void json(message ? 400 : 200, { errors: message ? [{ message }] : [], warnings: [] })
    }
    if (path === '/api/whoami-v2') {
      if (!user) return void json(401, { error: 'Invalid username or password.' })
      const { name, role = 'write', orgs = [] } = user
      const accessToken = { displayName: 'test', role, createdAt: '2024-01-01T00:00:00.000Z' }
      return void json(200, {
        type: 'user',
        id: '1',
        name,
        orgs: orgs.map((org) => ({ type: 'org', name: org })),
        auth: { type: 'access_token', accessToken },
      })
    }
    if (path === '/api/repos/create') {
      const { name, organization, type, visibility } = JSON.parse(body.toString()) as Record<string, string>
      if (!user || ![user.name, ...(user.orgs ?? [])].includes(organization))
        return void json(403, { error: "You don't have the rights to create a repo under this namespace" })
      const key = `${type}s/${organization}/${name}`
      if (this.repos.has(key)) return void json(409, { error: 'You already created this repo' })
      this.addRepo(key).private = visibility === 'private'
      return void json(200, { url: `${this.url}/${key}`, name: `${organization}/${name}`, id: '2' })
    }
    const lfs = /^\/((?:datasets\/)?[^/]+\/[^/]+)\.git\/info\/lfs\/objects\/batch$/.exec(path)
    if (lfs) return void json(200, this.#batch(JSON.parse(body.toString()) as BatchRequest))

    const api = /^\/api\/((?:datasets|models)\/[^/]+\/[^/]+)(?:\/(\w[\w-]*)\/.*)?$/.exec(path)
    const download = /^\/(?:(datasets)\/)?([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path)
    const key = api ? api[1] : download ? `${download[1] ?? 'models'}/${download[2]}` : ''
    const repo = this.repos.get(key)
    if (!repo || (repo.private && !user))
      return void json(404, { error: 'Repository not found' }, { 'X-Error-Code': 'RepoNotFound' })
    if (download) return void sendFile(repo.files.get(download[3]), request, response, json)
    if (api?.[2] === 'preupload') {
      const { files } = JSON.parse(body.toString()) as { files: { path: string }[] }
      const modes = files.map((file) => ({
        path: file.path,
        uploadMode: /\.(parquet|safetensors)$/.test(file.path) ? 'lfs' : 'regular',
      }))
      return void json(200, { files: modes })
    }
    if (api?.[2] === 'commit') return void json(200, this.#commit(key, repo, body.toString()))
    if (api?.[2] === 'tree')
      return void json(
        200,
        [...repo.files].map(([name, { length }]) => ({
          type: 'file',
          path: name,
          size: length,
          oid: sha(name),
        })),
      )
    json(404, { error: `the stand-in does not know ${method} ${path}` })
  }

  #batch({ objects }: BatchRequest) {
    const upload = (oid: string, size: number) => {
      const { multipart } = this.options
      const href = `${this.url}/objects/${oid}`
      if (!multipart) return { href }
      const parts = Array.from({ length: Math.ceil(size / multipart) }, (_, i) => [
        String(i + 1).padStart(5, '0'),
        `${href}/${i + 1}`,
      ])
      return { href, header: { chunk_size: String(multipart), ...Object.fromEntries(parts) } }
    }
    return {
      transfer: 'basic',
      objects: objects.map(({ oid, size }) => ({
        oid,
        size,
        ...(!this.#objects.has(oid) && { actions: { upload: upload(oid, size) } }),
      })),
    }
  }

  #store(
    method: string,
    [, oid, part]: RegExpExecArray,
    body: Buffer,
    response: ServerResponse,
    json: (status: number, value: unknown) => void,
  ): void {
    if (method === 'PUT' && part) {
      const parts = this.#parts.get(oid) ?? []
      parts[Number(part) - 1] = body
      this.#parts.set(oid, parts)
      response.writeHead(200, { etag: `"part-${part}"` }).end()
      return
    }
    const bytes = method === 'POST' ? Buffer.concat(this.#parts.get(oid) ?? []) : body
    if (sha(bytes) !== oid) return json(400, { error: 'the content does not match its SHA-256' })
    this.#objects.set(oid, bytes)
    response.writeHead(200).end()
  }

  #commit(key: string, repo: StandInRepo, lines: string) {
    for (const line of lines.split('\n')) {
      const { key: kind, value } = JSON.parse(line) as { key: string; value: Record<string, string> }
      if (kind === 'header') repo.commits.push(value.summary)
      if (kind === 'file')
        repo.files.set(value.path, Buffer.from(value.content, value.encoding as BufferEncoding))
      if (kind === 'lfsFile') {
        const bytes = this.#objects.get(value.oid)
        if (!bytes) throw new Error(`commit of ${value.path}, which was never uploaded`)
        repo.files.set(value.path, bytes)
      }
      if (kind === 'deletedFile') repo.files.delete(value.path)
    }
    const oid = randomBytes(20).toString('hex')
    return { success: true, commitOid: oid, commitUrl: `${this.url}/${key}/commit/${oid}`, hookOutput: '' }
  }
}

interface BatchRequest {
  objects: { oid: string; size: number }[]
}

function sha(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function sendFile(
  bytes: Uint8Array | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  json: (status: number, value: unknown, headers?: Record<string, string>) => void,
): void {
  if (!bytes) return json(404, { error: 'Entry not found' }, { 'X-Error-Code': 'EntryNotFound' })
  const etag = `"${sha(bytes)}"`
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  if (!range) {
    response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes)
    return
  }
  const start = Number(range[1])
  const end = Math.min(Number(range[2]), bytes.length - 1)
  response
    .writeHead(206, { etag, 'content-range': `bytes ${start}-${end}/${bytes.length}` })
    .end(bytes.subarray(start, end + 1))
}

export function startStandInHub(options: Options = {}): Promise<StandInHub> {
  return new StandInHub(options).start()
}
