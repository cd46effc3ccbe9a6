import { HubApiError, whoAmI } from '@huggingface/hub'
import { InputError } from '../platform/index.js'

/** Where the Hub is and who asks. The token lives in here alone: it is never stored, and cut out of every error. */
export interface HubAccess {
  /** Made at https://huggingface.co/settings/tokens, with write access for a push. */
  token?: string
  /** Another Hub than https://huggingface.co. */
  hubUrl?: string
  /** Whether the Hub may be reached over plain http beyond this machine, where others can read the token. */
  allowHttp?: boolean
  signal?: AbortSignal
}

const HUB_URL = 'https://huggingface.co'

/** The client's parameters for every request. */
export function clientOptions({ token, hubUrl, allowHttp = false, signal }: HubAccess) {
  const address = checkHubUrl(hubUrl ?? HUB_URL, allowHttp)
  const accessToken = token ? checkToken(token) : undefined
  return {
    hubUrl: address,
    ...(accessToken && { accessToken }),
    fetch: (input: RequestInfo | URL, init: RequestInit = {}) => {
      const url = new URL(input instanceof Request ? input.url : input)
      if (!isPrivate(url) && !allowHttp)
        throw new InputError(`the Hub asks for a request over plain http to ${url.host}: it was not made`)
      const headers = new Headers(init.headers)
      // Pages of a list and stored files may lie elsewhere, wherever the Hub says: the token is for the Hub alone.
      // (On redirects fetch itself takes it off.)
      if (url.origin !== new URL(address).origin && headers.get('authorization') === `Bearer ${accessToken}`)
        headers.delete('authorization')
      return fetch(input, { ...init, headers, signal: init.signal ?? signal ?? null })
    },
  }
}

/** The Hub, or the way to it, does not work just now: nobody asked for something wrong. */
export class HubUnavailable extends Error {
  override name = 'HubUnavailable'
}

export interface HubUser {
  name: string
  /** Organisations that the token sees. */
  organisations: string[]
  /** False where the token can only read. */
  canWrite: boolean
}

/** Whose token it is. A missing or refused token is an InputError. */
export async function hubUser(access: HubAccess): Promise<HubUser> {
  const accessToken = checkToken(access.token)
  return explained(access, access.hubUrl ?? HUB_URL, async () => {
    const user = await whoAmI({ ...clientOptions(access), accessToken })
    return {
      name: user.name,
      organisations: ('orgs' in user ? (user.orgs ?? []) : []).map(({ name }) => name),
      canWrite: user.auth?.accessToken?.role !== 'read',
    }
  })
}

function checkToken(token: string | undefined): string {
  if (!token)
    throw new InputError(
      'the Hub needs a token: make one with write access at https://huggingface.co/settings/tokens and set HF_TOKEN',
    )
  if (!/^hf_[\x21-\x7e]+$/.test(token))
    throw new InputError('this is no token of the Hub, they start with hf_: copy it again')
  return token
}

/** `owner/name`, as the Hub allows it. */
export function checkRepo(repo: string): string {
  const part = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/
  const parts = repo.split('/')
  if (parts.length !== 2 || !parts.every((name) => part.test(name)) || repo.endsWith('.git'))
    throw new InputError(
      `${repo} is no repository name: write OWNER/NAME with letters, digits, dash, dot and underscore`,
    )
  return repo
}

function checkHubUrl(address: string, allowHttp: boolean): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new InputError(`${address} is no address of a Hub: it must begin with https://`)
  if (url.username || url.password)
    throw new InputError(`the address of the Hub at ${url.host} holds a name or a password: leave them out`)
  if (!isPrivate(url) && !allowHttp)
    throw new InputError(
      `${address}: over plain http anyone on the way can read the token and change what is sent; use https://, or if that network is yours allow it with --allow-http or GAITWAY_ALLOW_HTTP=1`,
    )
  return address.replace(/\/+$/, '')
}

/** Encrypted, or never leaving this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol !== 'http:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Runs a request; what goes wrong comes out as one line that says what to do, without the token. */
export async function explained<T>(access: HubAccess, what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw access.signal?.aborted ? access.signal.reason : inWords(error, access, what)
  }
}

/** Without the original as its cause, which may hold the token. */
function inWords(error: unknown, { token, hubUrl = HUB_URL }: HubAccess, what: string): Error {
  const cause = causes(error).find((one) => one instanceof InputError)
  if (cause) return cause
  const message = reason(error)
  const clean = (token ? message.replaceAll(token, 'hf_…') : message).replaceAll(/\s+/g, ' ')
  if (!(error instanceof HubApiError))
    return new HubUnavailable(
      `${what === hubUrl ? '' : `${what}: `}${hubUrl} cannot be reached or broke off (${clean}): try again`,
    )
  switch (error.statusCode) {
    case 401:
      return new InputError(
        `${what}: the Hub refused the token: it may be mistyped, expired or revoked; make a new one at https://huggingface.co/settings/tokens`,
      )
    case 403:
      return new InputError(
        `${what}: this token has no right to do that: use one with write access to this owner's repositories`,
      )
    case 404:
      return new InputError(
        `${what}: the Hub does not know it, or the token may not see it: check the name and the token`,
      )
    case 400:
    case 422:
      return new InputError(`${what}: the Hub refused it: ${clean}`)
    case 429:
      return new HubUnavailable(
        `${what}: the Hub asks for a pause (too many requests): try again in some minutes`,
      )
    default:
      return new HubUnavailable(`${what}: the Hub answered ${error.statusCode} (${clean}): try again`)
  }
}

/** `fetch failed` says nothing, and several addresses that were tried in vain have no message: what is below does. */
function reason(error: unknown): string {
  const innermost = causes(error)
    .toReversed()
    .find((one) => one instanceof Error && one.message !== '')
  return innermost instanceof Error ? innermost.message : String(error)
}

/** An error and what caused it, outermost first. */
function causes(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error]
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  return inner === undefined || inner === error ? [error] : [error, ...causes(inner)]
}
