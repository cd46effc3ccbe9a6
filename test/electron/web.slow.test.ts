import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startWebHost, type WebHost, type WebHostOptions } from '../../electron/web.js'
import { blobUrl, httpClient } from '../../src/host/client.js'
import type { HostEvent } from '../../src/host/contract.js'
import { modelFiles, openTestHost, temporaryFolder, trainingConfig } from '../host/temporaryLibrary.js'
import { ask, eventSourceOver, openAddress, pageFetch } from './browser.js'

async function builtApp(): Promise<string> {
  const folder = join(await temporaryFolder(), 'app')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Gaitway</title>')
  await writeFile(join(folder, 'assets', 'main.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'rapier.wasm'), Uint8Array.of(0, 97, 115, 109))
  await writeFile(join(folder, '..', 'outside.txt'), 'secret')
  return folder
}

async function serve(options: Partial<WebHostOptions> = {}, hostOptions = {}) {
  const opened = await openTestHost(hostOptions)
  const log: string[] = []
  const appFolder = await builtApp()
  const web = await startWebHost({ host: opened.host, appFolder, log: (line) => log.push(line), ...options })
  onTestFinished(() => web.close())
  return { ...opened, web, log }
}

/** A window of the app, as it runs in a browser. */
async function openWindow({ url }: WebHost) {
  const cookie = await openAddress(url)
  const send = pageFetch(url, cookie)
  const client = httpClient({ fetch: send, EventSource: eventSourceOver(send), retryMs: 10 })
  const events: HostEvent[] = []
  const close = client.listen((event) => events.push(event))
  onTestFinished(close)
  await expect.poll(() => events).toContainEqual({ event: 'connection', data: { online: true } })
  return { client, events, close, send, cookie }
}

describe('the app in a browser', () => {
  it('is served with its types, isolated and under a strict policy', async () => {
    const { web } = await serve()
    const cookie = await openAddress(web.url)
    const page = await ask(web.port, '/', { headers: { cookie } })
    expect(page).toMatchObject({
      status: 200,
      text: '<!doctype html><title>Gaitway</title>',
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      },
    })
    const policy = String(page.headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
      ]),
    )
    expect(policy.join()).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/)
    expect((await ask(web.port, '/assets/main.js', { headers: { cookie } })).headers['content-type']).toMatch(
      'text/javascript',
    )
    expect(
      (await ask(web.port, '/assets/rapier.wasm', { headers: { cookie } })).headers['content-type'],
    ).toBe('application/wasm')
  })

  it('is nothing but the files of its folder', async () => {
    const { web } = await serve()
    const cookie = await openAddress(web.url)
    for (const path of [
      '/nothing.js',
      '/assets',
      '/assets/',
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
      '/%00',
      '/%zz',
    ])
      expect((await ask(web.port, path, { headers: { cookie } })).status, path).toBe(404)
  })

  it('talks to the services as the window on the desktop does', async () => {
    const { web } = await serve()
    const { client, send } = await openWindow(web)
    expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3', desktop: false })
    const { datasets, models } = await client.call('library.list', {})
    expect([datasets.map(({ id }) => id), models.map(({ id }) => id)]).toEqual([
      ['shipped-runs'],
      ['cheetah'],
    ])
    const part = await send(blobUrl('models/cheetah/training/state.bin'), { headers: { range: 'bytes=1-' } })
    expect([part.status, new Uint8Array(await part.arrayBuffer())]).toEqual([206, Uint8Array.of(2, 3)])
    await expect(client.call('library.episodes', { id: 'nothing' })).rejects.toMatchObject({
      name: 'InputError',
      message: 'there is no dataset nothing in the library',
    })
  })

  it('hears of changes, its own and those of other windows', async () => {
    const { web } = await serve()
    const one = await openWindow(web)
    const two = await openWindow(web)
    const job = await one.client.call('train.start', {
      datasets: ['shipped-runs'],
      model: 'mine',
      config: trainingConfig,
    })
    for (const { events } of [one, two])
      await expect.poll(() => events).toContainEqual({ event: 'job', data: job })
  })

  it('trains: uploads a checkpoint and puts it into the library', async () => {
    const { web } = await serve()
    const { client, send, events } = await openWindow(web)
    const { id: jobId } = await client.call('train.start', {
      datasets: ['shipped-runs'],
      model: 'mine',
      config: trainingConfig,
    })
    for (const [name, bytes] of modelFiles(0.5)) {
      const response = await send(blobUrl(`staging/${jobId}/${name}`), {
        method: 'PUT',
        body: Uint8Array.from(bytes),
      })
      expect(response.status).toBe(204)
    }
    expect(await client.call('train.commit', { jobId })).toMatchObject({ id: 'mine' })
    const stored = await send(blobUrl('models/mine/model.safetensors'))
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(modelFiles(0.5).get('model.safetensors'))
    await expect.poll(() => events).toContainEqual({ event: 'library', data: { kind: 'models' } })
  })

  it('that is closed pauses what it was training', async () => {
    const { web } = await serve({}, { graceMs: 0 })
    const one = await openWindow(web)
    const two = await openWindow(web)
    const { id } = await one.client.call('train.start', {
      datasets: ['shipped-runs'],
      model: 'mine',
      config: trainingConfig,
    })
    one.close()
    await expect
      .poll(() => two.events)
      .toContainEqual({ event: 'job', data: expect.objectContaining({ id, state: 'paused' }) })
  })
})

describe('a window whose host goes away', () => {
  it('says so', async () => {
    const { web } = await serve()
    const { events } = await openWindow(web)
    await web.close()
    await expect.poll(() => events.at(-1)).toEqual({ event: 'connection', data: { online: false } })
  })

  it('is told in words when a new host has taken its place', async () => {
    const first = await serve()
    const { client, events } = await openWindow(first.web)
    const { port } = first.web
    await first.web.close()
    await expect(client.call('app.info', {})).rejects.toThrow(
      "Gaitway's host does not answer: is it still running?",
    )
    await serve({ port })
    await expect(client.call('app.info', {})).rejects.toThrow('open the address that the new one printed')
    await expect
      .poll(() => events.at(-1))
      .toEqual({ event: 'connection', data: { online: false, replaced: true } })
  })
})

describe('the guard in front of it', () => {
  it('opens the printed address as often as one likes, and the token is gone from the address bar', async () => {
    const { web } = await serve()
    const first = await openAddress(web.url)
    expect(await openAddress(web.url)).toBe(first)
    const { search } = new URL(web.url)
    const answer = await ask(web.port, `/${search}`)
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/; HttpOnly; SameSite=Strict; Path=\/$/),
    ])
  })

  it('refuses strangers, each for its reason', async () => {
    const { web } = await serve()
    const cookie = await openAddress(web.url)
    const json = { cookie, 'content-type': 'application/json' }
    const call = (headers: Record<string, string>, body = '{}') =>
      ask(web.port, '/rpc/app.info', { method: 'POST', headers, body }).then(({ status }) => status)
    expect(await call(json)).toBe(200)
    expect(await call({ ...json, host: 'evil.test' })).toBe(421)
    expect(await call({ ...json, origin: 'http://evil.test' })).toBe(403)
    expect(await call({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await call({ 'content-type': 'application/json' })).toBe(401)
    expect(await call({ cookie, 'content-type': 'text/plain' })).toBe(415)
    expect(await call(json, '{')).toBe(400)
    expect(await call(json, '{"unknown": 1}')).toBe(200)
    expect((await ask(web.port, '/rpc/app.info', { headers: { cookie } })).status).toBe(405)
    expect((await ask(web.port, '/rpc/nothing', { method: 'POST', headers: json, body: '{}' })).status).toBe(
      400,
    )
    const large = { ...json, 'content-length': String(20 * 1024 ** 2) }
    expect((await ask(web.port, '/rpc/app.info', { method: 'POST', headers: large, body: 'x' })).status).toBe(
      413,
    )
  })

  it('answers refusals with the security headers too, and tells no other site anything', async () => {
    const { web } = await serve()
    const { headers } = await ask(web.port, '/', { headers: { origin: 'http://evil.test' } })
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('tells a person without the token where the way in is', async () => {
    const { web } = await serve()
    const { status, text, headers } = await ask(web.port, '/', { headers: { accept: 'text/html,*/*' } })
    expect([status, headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
    expect(text).toMatch('Use the whole address that <code>npm start</code> printed in the terminal')
    expect(text).not.toContain(new URL(web.url).searchParams.get('token'))
  })

  it('listens on this machine alone', async () => {
    const { web } = await serve()
    expect(new URL(web.url).hostname).toBe('127.0.0.1')
    await expect(fetch(`http://[::1]:${web.port}/`)).rejects.toThrow()
  })
})

describe('the port', () => {
  it('is the one asked for, or an error that names the way out', async () => {
    const { web } = await serve()
    await expect(serve({ port: web.port })).rejects.toThrow(
      `port ${web.port} is in use by another program: choose another with --port, or leave the option out`,
    )
  })

  it('is the last one where that is free, and any other where it is not', async () => {
    const first = await serve()
    const { port } = first.web
    expect((await serve({ preferredPort: port })).web.port).not.toBe(port)
    await first.web.close()
    expect((await serve({ preferredPort: port })).web.port).toBe(port)
  })
})
