import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hubUser, HubUnavailable, pull, push } from '../../src/hub/index.js'
import { clientOptions } from '../../src/hub/access.js'
import { writeDataset } from '../../src/data/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisodes } from '../data/episodes.js'
import { startStandInHub } from './standInHub.js'

const token = 'hf_aVerySecretToken'

/** A server on loopback; `seen` holds what each request had as its authorization. */
async function serve(answer: RequestListener): Promise<{ url: string; seen: (string | undefined)[] }> {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

describe('the address of a Hub', () => {
  it.each(['http://hub.example', 'http://192.168.1.5:8080', 'http://127.0.0.1.evil.example', 'http://[::2]'])(
    'over plain http beyond this machine gets no token: %s',
    async (hubUrl) => {
      const asked = hubUser({ token, hubUrl })
      await expect(asked).rejects.toThrow(InputError)
      await expect(asked).rejects.toThrow(
        /over plain http anyone on the way can read the token.*--allow-http/,
      )
      expect(clientOptions({ token, hubUrl, allowHttp: true }).hubUrl).toBe(hubUrl)
    },
  )

  it.each([
    'http://localhost:1',
    'http://127.0.0.1:1',
    'http://127.8.9.10',
    'http://[::1]:1',
    'https://hub.example/',
  ])('is taken over https, or on this machine: %s', (hubUrl) => {
    expect(clientOptions({ token, hubUrl }).hubUrl).toBe(hubUrl.replace(/\/$/, ''))
  })

  it('holds no password', async () => {
    await expect(hubUser({ token, hubUrl: 'https://ada:secret@hub.example' })).rejects.toThrow(
      /^the address of the Hub at hub\.example holds a name or a password: leave them out$/,
    )
  })
})

describe('the token', () => {
  it('does not follow a redirect to another host', async () => {
    const other = await serve((_, response) => response.writeHead(200).end('{}'))
    const hub = await serve((_, response) => response.writeHead(307, { location: `${other.url}/me` }).end())
    await hubUser({ token, hubUrl: hub.url }).catch(() => {})
    expect(hub.seen).toEqual([`Bearer ${token}`])
    expect(other.seen).toEqual([undefined])
  })

  it('does not go where the pages of a list go on', async () => {
    const other = await serve((_, response) => response.writeHead(200).end('[]'))
    const hub = await serve((_, response) =>
      response.writeHead(200, { link: `<${other.url}/next>; rel="next"` }).end('[]'),
    )
    const options = {
      kind: 'dataset' as const,
      folder: 'new',
      files: new MemoryFiles(),
      token,
      hubUrl: hub.url,
    }
    await expect(pull({ ...options, repo: 'ada/runs' })).rejects.toThrow('ada/runs is empty')
    expect(hub.seen).toEqual([`Bearer ${token}`])
    expect(other.seen).toEqual([undefined])
  })

  it('and nothing else goes out over plain http, where the Hub itself asks for that', async () => {
    const { fetch } = clientOptions({ token, hubUrl: 'https://hub.example' })
    expect(() => fetch('http://store.example/object', { method: 'PUT', body: 'x' })).toThrow(
      'the Hub asks for a request over plain http to store.example: it was not made',
    )
  })
})

describe('a Hub that cannot be reached', () => {
  it.each([
    ['a closed port', 'http://127.0.0.1:9', /ECONNREFUSED|bad port/],
    ['a name that does not exist', 'https://hub.invalid', /hub\.invalid/],
  ])('is said in one line, as %s', async (_, hubUrl, reason) => {
    const error: Error = await hubUser({ token, hubUrl }).then(
      () => expect.unreachable(),
      (thrown: Error) => thrown,
    )
    expect(error).toBeInstanceOf(HubUnavailable)
    expect(error.message).toMatch(reason)
    expect(error.message).toMatch(/cannot be reached or broke off \(.+\): try again$/)
  })
})

describe('a card', () => {
  async function publish(license: string, checkCard?: (metadata: string) => string | undefined) {
    const hub = await startStandInHub({ users: { [token]: { name: 'ada' } }, checkCard })
    onTestFinished(() => hub.close())
    const files = new MemoryFiles()
    await writeDataset('runs', makeEpisodes(2), files, { license })
    const options = {
      kind: 'dataset' as const,
      folder: 'runs',
      files,
      repo: 'ada/runs',
      token,
      hubUrl: hub.url,
    }
    const pushed = await push(options).then(
      () => 'published',
      (error: Error) => error.message,
    )
    return { hub, pushed }
  }

  it('that the Hub does not take is refused before anything is made there', async () => {
    const { hub, pushed } = await publish('GPL 3', (metadata) =>
      /license: GPL 3/.test(metadata) ? '"license" must be one of [apache-2.0, mit]' : undefined,
    )
    expect(pushed).toBe(
      'runs/README.md: the Hub does not take its metadata, the lines between the two ---: "license" must be one of [apache-2.0, mit]; nothing was sent',
    )
    expect(hub.requests).toEqual(['GET /api/whoami-v2', 'POST /api/validate-yaml'])
  })

  it('is held against our own list where the Hub cannot be asked', async () => {
    const { hub, pushed } = await publish('GPL 3')
    expect(pushed).toMatch(
      /^runs\/README\.md: the licence "GPL 3" is none that the Hub knows: did you mean gpl-3\.0\?/,
    )
    expect(hub.repos.size).toBe(0)
  })

  it('with a licence that is newer than our list is up to the Hub', async () => {
    expect((await publish('brand-new-1.0', () => undefined)).pushed).toBe('published')
  })
})
