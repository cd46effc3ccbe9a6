import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { largestUpload } from '../src/host/index.js'

/** The largest call, in bytes: a minute of a live recording is well under one megabyte. */
export const largestCall = 16 * 1024 ** 2

/** What a host on loopback knows of itself. Both secrets live as long as it runs. */
export interface Secrets {
  port: number
  /** In the address that is printed. */
  token: string
  /** In the page that the user's browser is opened with; gone once it was used. */
  opening?: string
  /** In the cookie that the token is exchanged for. */
  session: string
}

export interface Asked {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingHttpHeaders
}

export type Verdict =
  | { pass: true }
  /** The right token: set the cookie, and go where the token is no longer in the address bar. */
  | { pass: false; status: 303; location: string; cookie: string }
  /**
   * The token of the opening page. A file led here, which counts as another site: a redirect would go on without the
   * cookie, so a page of our own must take the next step.
   */
  | { pass: false; status: 200; cookie: string }
  | { pass: false; status: 400 | 401 | 403 | 405 | 411 | 413 | 415 | 421; reason: string }

/**
 * Whether a request may reach the app. A loopback port is open to every page in every browser on this machine: the
 * host name stops DNS rebinding, origin and fetch metadata stop other sites, the cookie stops other programs' pages,
 * and JSON-only posts stop forms.
 */
export function guard({ method, url, headers }: Asked, secrets: Secrets): Verdict {
  const host = `127.0.0.1:${secrets.port}`
  if (headers.host !== host) return refuse(421, `open this as http://${host}`)
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    return refuse(403, 'a page of another site asked')
  const cookie = `${cookieName(secrets.port)}=${secrets.session}; HttpOnly; SameSite=Strict; Path=/`
  if (secrets.opening !== undefined && method === 'GET' && same(url, openingPath(secrets.opening)))
    return { pass: false, status: 200, cookie }
  const site = headers['sec-fetch-site']
  const typedByHand = site === 'none' && (method === 'GET' || method === 'HEAD')
  if (site !== undefined && site !== 'same-origin' && !typedByHand)
    return refuse(403, 'a link on another page led here: paste the address into the address bar instead')

  if (!/^\/(?![/\\])/.test(url)) return refuse(400, 'this is not a path')
  const { pathname, searchParams } = new URL(url, `http://${host}`)
  const token = searchParams.get('token')
  if (pathname === '/' && token !== null) {
    if (!same(token, secrets.token)) return refuse(401, 'this address belongs to a Gaitway that was closed')
    return { pass: false, status: 303, location: '/', cookie }
  }
  if (!same(cookieValue(headers.cookie, cookieName(secrets.port)), secrets.session))
    return refuse(401, 'this address needs the token that was printed with it')

  const isCall = pathname.startsWith('/rpc/')
  const isUpload = pathname.startsWith('/blob/') && method === 'PUT'
  const isRead = method === 'GET' || (method === 'HEAD' && pathname !== '/events')
  if (isCall ? method !== 'POST' : !isRead && !isUpload)
    return refuse(405, isCall ? 'calls are posts' : 'this method is not known here')
  if (isCall && !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return refuse(415, 'calls are JSON')
  if (isCall || isUpload) {
    // Without a length a body could only be refused once it has been taken in.
    const length = headers['content-length']
    if (length === undefined) return refuse(411, 'a body needs its length')
    if (Number(length) > (isCall ? largestCall : largestUpload)) return refuse(413, 'the body is too large')
  }
  return { pass: true }
}

/** Path and query that the opening page leads to. */
export function openingPath(opening: string): string {
  return `/?open=${opening}`
}

/** Cookies know no ports: without it in the name two hosts on one machine would throw each other out. */
export function cookieName(port: number): string {
  return `gaitway-${port}`
}

function cookieValue(header: string | undefined, name: string): string {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value ?? ''
  }
  return ''
}

/** In constant time for secrets of the same length. */
function same(given: string, secret: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(secret)
  return a.length === b.length && timingSafeEqual(a, b)
}

function refuse(status: Extract<Verdict, { reason: string }>['status'], reason: string): Verdict {
  return { pass: false, status, reason }
}
