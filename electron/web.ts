import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Host } from '../src/host/index.js'
import { InputError, parseJson } from '../src/platform/index.js'
import { guard, largestCall, openingPath, type Secrets, type Verdict } from './guard.js'
import { securityHeaders } from './headers.js'
import { pageServer } from './page.js'

export interface WebHostOptions {
  host: Host
  /** The built app. */
  appFolder: string
  /** Taken or fail. */
  port?: number
  /** Taken where it is free, else any. */
  preferredPort?: number
  log(line: string): void
}

export interface WebHost {
  /** With the token: good as long as the host runs, as often as one likes. */
  url: string
  /** The same way in for the user's own browser, once: it stands in a file that the browser is opened with. */
  openingUrl: string
  /** Resolves when that was used. */
  opened: Promise<void>
  port: number
  close(): Promise<void>
}

/** How often a silent stream says that it is alive, in milliseconds. */
const heartbeat = 15_000

/** The app and its host for a browser on this machine: pages, calls, events and blobs on 127.0.0.1. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { host, log } = options
  const page = pageServer(options.appFolder)
  const opening = secret()
  const secrets: Secrets = { port: 0, token: secret(), opening, session: secret() }
  let wasOpened: (() => void) | undefined
  const opened = new Promise<void>((resolve) => {
    wasOpened = resolve
  })

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A reader that left in the middle is no fault.
      if (!response.destroyed) log(`${request.method} ${request.url}: ${String(error)}`)
      if (response.headersSent) response.destroy()
      else send(response, 500, 'the host failed; its terminal says why')
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { method: request.method ?? '', url: request.url ?? '/', headers: request.headers }
    const verdict = guard(asked, secrets)
    if (!verdict.pass) {
      if (verdict.status === 200) {
        secrets.opening = undefined
        wasOpened?.()
      }
      return refuse(request, response, verdict)
    }
    const url = new URL(asked.url, `http://127.0.0.1:${secrets.port}`)
    if (url.pathname.startsWith('/rpc/')) return call(request, response, url.pathname.slice('/rpc/'.length))
    if (url.pathname === '/events') return tell(request, response, windowName(url.searchParams.get('window')))
    const body = asked.method === 'PUT' ? Readable.toWeb(request) : undefined
    const serve = url.pathname.startsWith('/blob/') ? host.blobs : page
    const init = { method: asked.method, headers: plainHeaders(request), body, duplex: 'half' }
    await sendResponse(response, await serve(new Request(url, init as RequestInit)))
  }

  async function call(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    let input: unknown
    try {
      input = parseJson(await bodyText(request), 'the body', { most: largestCall, values: 1 << 21 })
    } catch (error) {
      return send(response, 400, error instanceof InputError ? error.message : 'the body cannot be read')
    }
    const reply = await host.dispatch(method, input, {
      window: windowName(request.headers['x-gaitway-window']),
    })
    const status = 'result' in reply ? 200 : reply.error.kind === 'input' ? 400 : 500
    send(response, status, JSON.stringify(reply), 'application/json; charset=utf-8')
  }

  function tell(request: IncomingMessage, response: ServerResponse, window: string): void {
    response.writeHead(200, { ...securityHeaders, 'content-type': 'text/event-stream; charset=utf-8' })
    response.write(': here\n\n')
    const stop = host.listen(({ event, data }) => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    })
    const leave = host.windowHere(window)
    const beat = setInterval(() => response.write(': here\n\n'), heartbeat)
    request.on('close', () => {
      clearInterval(beat)
      stop()
      leave()
    })
  }

  secrets.port = await listen(server, options)
  return {
    port: secrets.port,
    url: `http://127.0.0.1:${secrets.port}/?token=${secrets.token}`,
    openingUrl: `http://127.0.0.1:${secrets.port}${openingPath(opening)}`,
    opened,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function listen(server: Server, { port, preferredPort }: WebHostOptions): Promise<number> {
  const attempt = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        resolve((server.address() as AddressInfo).port)
      })
    })
  if (port !== undefined && port !== 0)
    return attempt(port).catch((error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.message})`
      throw new InputError(`port ${port} ${why}: choose another with --port, or leave the option out`)
    })
  if (preferredPort && port === undefined) return attempt(preferredPort).catch(() => attempt(0))
  return attempt(0)
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  verdict: Exclude<Verdict, { pass: true }>,
): void {
  // A body that nobody reads would keep the connection; closing it is the shortest answer.
  if (request.method !== 'GET' && request.method !== 'HEAD') response.setHeader('connection', 'close')
  if (verdict.status === 303) {
    response
      .writeHead(303, { ...securityHeaders, location: verdict.location, 'set-cookie': verdict.cookie })
      .end()
    return
  }
  if (verdict.status === 200) {
    response.setHeader('set-cookie', verdict.cookie)
    return send(response, 200, welcomePage, 'text/html; charset=utf-8')
  }
  const forPeople = request.headers.accept?.includes('text/html')
  if (!forPeople) return send(response, verdict.status, verdict.reason)
  send(response, verdict.status, refusalPage(verdict.reason), 'text/html; charset=utf-8')
}

/** Leads on by itself; with the cookie, because it is our own page that asks. */
const welcomePage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gaitway</title>
<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Open Gaitway</a></p></html>
`

/** What a person sees who came without the token. Nothing in it comes from the request. */
function refusalPage(reason: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gaitway</title>
<h1>Gaitway is here, but this is not the way in</h1>
<p>${reason[0].toUpperCase()}${reason.slice(1)}.</p>
<p>Use the whole address that <code>npm start</code> printed in the terminal; it ends with a token.</p></html>
`
}

async function bodyText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > largestCall) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const names = ['range', 'content-length', 'content-type'] as const
  return Object.fromEntries(
    names.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])),
  )
}

/** Windows name themselves; a caller that does not is one of its own. */
function windowName(given: string | string[] | null | undefined): string {
  return typeof given === 'string' && /^[a-z0-9]{1,64}$/.test(given) ? given : 'unnamed'
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': type }).end(body)
}

async function sendResponse(response: ServerResponse, answered: Response): Promise<void> {
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), ...securityHeaders })
  if (answered.body) await pipeline(Readable.fromWeb(answered.body as NodeReadableStream), response)
  else response.end()
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}
