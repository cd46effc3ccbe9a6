import { describe, expect, it } from 'vitest'
import { type Asked, cookieName, guard, largestCall, type Secrets } from '../../electron/guard.js'
import { largestUpload } from '../../src/host/blobs.js'

const secrets: Secrets = { port: 4600, token: 't'.repeat(43), session: 's'.repeat(43) }
const cookie = `${cookieName(4600)}=${secrets.session}`

/** A request of the app's own page; `undefined` takes a header away. */
function asked(method: string, url: string, headers: Record<string, string | undefined> = {}): Asked {
  const usual = { host: '127.0.0.1:4600', cookie, 'sec-fetch-site': 'same-origin' }
  const own = method === 'GET' ? {} : { origin: 'http://127.0.0.1:4600', 'content-length': '2' }
  const json = url.startsWith('/rpc/') ? { 'content-type': 'application/json' } : {}
  return { method, url, headers: { ...usual, ...own, ...json, ...headers } }
}

const judge = (...request: Parameters<typeof asked>) => guard(asked(...request), secrets)
const status = (...request: Parameters<typeof asked>) => {
  const verdict = judge(...request)
  return verdict.pass ? 200 : verdict.status
}

describe('what the loopback host lets through', () => {
  it('is the app: its page, calls, events, and blobs', () => {
    expect(status('GET', '/')).toBe(200)
    expect(status('GET', '/assets/main.js')).toBe(200)
    expect(status('GET', '/events?window=abc')).toBe(200)
    expect(status('GET', '/blob/models/cheetah/config.json')).toBe(200)
    expect(status('HEAD', '/blob/models/cheetah/config.json')).toBe(200)
    expect(status('PUT', '/blob/staging/train-1/model.safetensors')).toBe(200)
    expect(status('POST', '/rpc/library.list')).toBe(200)
    expect(status('POST', '/rpc/library.list', { 'content-type': 'application/json; charset=utf-8' })).toBe(
      200,
    )
  })

  it('is a program without fetch metadata that has the cookie, such as curl', () => {
    expect(status('GET', '/', { 'sec-fetch-site': undefined })).toBe(200)
    expect(status('POST', '/rpc/library.list', { 'sec-fetch-site': undefined, origin: undefined })).toBe(200)
  })
})

describe('the token', () => {
  const fresh = { cookie: undefined, 'sec-fetch-site': 'none' }

  it('is exchanged for a cookie that scripts and other sites cannot use, and leaves the address bar', () => {
    const verdict = judge('GET', `/?token=${secrets.token}`, fresh)
    expect(verdict).toEqual({
      pass: false,
      status: 303,
      location: '/',
      cookie: `gaitway-4600=${secrets.session}; HttpOnly; SameSite=Strict; Path=/`,
    })
  })

  it('works as often as one likes', () => {
    expect(status('GET', `/?token=${secrets.token}`, fresh)).toBe(303)
    expect(status('GET', `/?token=${secrets.token}`, fresh)).toBe(303)
  })

  it('is refused when it is wrong, even with the right cookie: it belongs to another run', () => {
    expect(status('GET', '/?token=x', fresh)).toBe(401)
    expect(status('GET', `/?token=${'x'.repeat(43)}`, fresh)).toBe(401)
    expect(status('GET', `/?token=${'ü'.repeat(43)}`)).toBe(401)
  })

  it('is no cookie, and the cookie no token', () => {
    expect(status('GET', '/', { cookie: `gaitway-4600=${secrets.token}` })).toBe(401)
    expect(status('GET', `/?token=${secrets.session}`, fresh)).toBe(401)
  })

  it('opens nothing but the page', () => {
    expect(status('POST', `/rpc/library.list?token=${secrets.token}`, { cookie: undefined })).toBe(401)
  })
})

describe('the token of the opening page', () => {
  const opening = 'o'.repeat(43)
  const asFrom = (url: string, once: Secrets, headers: Record<string, string | undefined> = {}) =>
    guard(asked('GET', url, { cookie: undefined, 'sec-fetch-site': 'cross-site', ...headers }), once)

  it('lets a file of the user in, with the cookie for a page that goes on from there', () => {
    expect(asFrom(`/?open=${opening}`, { ...secrets, opening })).toEqual({
      pass: false,
      status: 200,
      cookie: expect.stringMatching(/; HttpOnly; SameSite=Strict; Path=\/$/),
    })
  })

  it('is worth nothing once it was used, nor under another name of the host, nor another way round', () => {
    for (const [url, once, headers] of [
      [`/?open=${opening}`, secrets, {}],
      [`/?open=${opening}`, { ...secrets, opening }, { host: 'evil.test:4600' }],
      [`/?open=${'x'.repeat(43)}`, { ...secrets, opening }, {}],
      [`/?token=${opening}`, { ...secrets, opening }, {}],
      [`/assets/?open=${opening}`, { ...secrets, opening }, {}],
      [`/?open=${secrets.token}`, { ...secrets, opening }, {}],
    ] as const)
      expect(asFrom(url, once, headers), url).not.toHaveProperty('cookie')
  })
})

describe('what the loopback host refuses', () => {
  it('any name but its own: 421 stops a site whose name resolves to this machine', () => {
    for (const host of [
      'evil.test',
      'evil.test:4600',
      'localhost:4600',
      '127.0.0.1',
      '127.0.0.1:4601',
      undefined,
    ])
      expect(status('GET', '/', { host }), host).toBe(421)
  })

  it('requests of other origins: 403', () => {
    for (const origin of ['http://evil.test', 'http://127.0.0.1:4601', 'https://127.0.0.1:4600', 'null'])
      expect(status('POST', '/rpc/library.list', { origin }), origin).toBe(403)
  })

  it('requests that the browser calls foreign: 403', () => {
    for (const site of ['cross-site', 'same-site', 'anything'])
      expect(status('GET', '/', { 'sec-fetch-site': site }), site).toBe(403)
    expect(status('POST', '/rpc/library.list', { 'sec-fetch-site': 'none' })).toBe(403)
  })

  it('a foreign page even with the token: a link cannot open the app', () => {
    expect(status('GET', `/?token=${secrets.token}`, { 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  it('everything without the cookie: 401', () => {
    for (const url of ['/', '/assets/main.js', '/events', '/blob/models/cheetah/config.json'])
      expect(status('GET', url, { cookie: undefined }), url).toBe(401)
    expect(status('POST', '/rpc/library.list', { cookie: undefined })).toBe(401)
    expect(status('PUT', '/blob/staging/train-1/a', { cookie: undefined })).toBe(401)
  })

  it('a cookie of another host on this machine: 401', () => {
    expect(status('GET', '/', { cookie: `gaitway-4601=${secrets.session}` })).toBe(401)
    expect(status('GET', '/', { cookie: `theme=dark; ${cookie}` })).toBe(200)
  })

  it('calls that are not JSON, as forms send them: 415', () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', undefined])
      expect(status('POST', '/rpc/library.list', { 'content-type': type }), type).toBe(415)
  })

  it('methods that have no meaning there: 405', () => {
    expect(status('GET', '/rpc/library.list')).toBe(405)
    expect(status('POST', '/')).toBe(405)
    expect(status('HEAD', '/events')).toBe(405)
    expect(status('PUT', '/assets/main.js')).toBe(405)
    expect(status('DELETE', '/blob/models/cheetah/config.json')).toBe(405)
    expect(status('OPTIONS', '/rpc/library.list')).toBe(405)
  })

  it('bodies of no known length, or too long: 411, 413', () => {
    expect(status('POST', '/rpc/library.list', { 'content-length': undefined })).toBe(411)
    expect(status('POST', '/rpc/library.list', { 'content-length': String(largestCall + 1) })).toBe(413)
    expect(status('PUT', '/blob/staging/train-1/a', { 'content-length': String(largestCall + 1) })).toBe(200)
    expect(status('PUT', '/blob/staging/train-1/a', { 'content-length': String(largestUpload + 1) })).toBe(
      413,
    )
  })

  it('what is no path: 400', () => {
    for (const url of ['//evil.test/', '/\\evil.test', 'http://evil.test/', '*'])
      expect(status('GET', url), url).toBe(400)
  })
})
