import { HubApiError, whoAmI } from '@huggingface/hub'
import { InputError } from '../platform/errors.js'

/** Where the Hub is and who asks. The token lives in here alone: it is never stored, and cut out of every error. */
export interface HubAccess {
  /** Made at https://huggingface.co/settings/tokens, with write access for a push. */
  token?: string
  /** Another Hub than https://huggingface.co. */
  hubUrl?: string
  signal?: AbortSignal
}

const HUB_URL = 'https://huggingface.co'

/** The client's parameters for every request. */
export function clientOptions({ token, hubUrl, signal }: HubAccess) {
  return {
    hubUrl: checkHubUrl(hubUrl ?? HUB_URL),
    ...(token && { accessToken: checkToken(token) }),
    fetch: (input: RequestInfo | URL, init: RequestInit = {}) =>
      fetch(input, { ...init, signal: init.signal ?? signal ?? null }),
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

function checkHubUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:')
    throw new InputError(`${url} is no address of a Hub: it must begin with https://`)
  return url.replace(/\/+$/, '')
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
  if (error instanceof InputError) return error
  const message = reason(error) ?? String(error)
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

/** `fetch failed` says nothing; its cause does. */
function reason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.cause instanceof Error ? error.cause.message : error.message
}
