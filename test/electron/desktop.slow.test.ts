import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { type DesktopOptions, startDesktop } from '../../electron/desktop.js'
import { readBounds } from '../../electron/windowBounds.js'
import { InputError } from '../../src/platform/errors.js'
import { openTestHost, temporaryFolder, trainingConfig } from '../host/temporaryLibrary.js'
import { FakeElectron } from './fakeElectron.js'

const mainFrame = { url: 'app://gaitway/', parent: null }

async function prepare(change: Partial<DesktopOptions> = {}) {
  const opened = await openTestHost({ desktop: true, graceMs: 0 })
  const userData = await temporaryFolder()
  const appFolder = join(await temporaryFolder(), 'app')
  await mkdir(appFolder)
  await writeFile(join(appFolder, 'index.html'), '<!doctype html><title>Gaitway</title>')
  const electron = new FakeElectron(userData)
  const options: DesktopOptions = {
    openHost: async () => opened.host,
    appFolder,
    preload: '/preload.cjs',
    platform: 'linux',
    log: () => {},
    ...change,
  }
  return { ...opened, electron, options, userData }
}

async function start(change: Partial<DesktopOptions> = {}) {
  const prepared = await prepare(change)
  await startDesktop(prepared.electron.module, prepared.options)
  return { ...prepared, window: prepared.electron.windows[0] }
}

describe('the desktop app', () => {
  it('opens one window with the app, without any right of Node', async () => {
    const opened = vi.fn()
    const { electron, window } = await start({ opened })
    expect(electron.windows).toHaveLength(1)
    expect(window.url).toBe('app://gaitway/')
    expect(window.options.webPreferences).toMatchObject({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    expect(window.options.show).toBe(false)
    window.emit('ready-to-show')
    expect(window.calls).toEqual(['show'])
    expect(opened).toHaveBeenCalledOnce()
  })

  it('makes its scheme known before Electron is ready', async () => {
    const { electron, options } = await prepare()
    const signal = new AbortController()
    electron.app.whenReady = async () => void (await once(signal.signal, 'abort'))
    const started = startDesktop(electron.module, options)
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ])
    expect(electron.windows).toEqual([])
    signal.abort()
    await started
    expect(electron.windows).toHaveLength(1)
  })

  it('switches WebGPU on where Chromium does not by itself', async () => {
    expect((await start()).electron.app.switches).toEqual(['enable-unsafe-webgpu'])
    expect((await start({ platform: 'win32' })).electron.app.switches).toEqual([])
  })

  it('is there once: a second start shows the window of the first and touches nothing', async () => {
    const openHost = vi.fn()
    const { electron, options } = await prepare({ openHost })
    electron.app.isFirst = false
    await startDesktop(electron.module, options)
    expect(electron.app.calls).toEqual(['quit'])
    expect(openHost).not.toHaveBeenCalled()

    const first = await start()
    first.electron.app.emit('second-instance')
    expect(first.window.calls).toEqual(['restore', 'focus'])
  })

  it('says in a box why it cannot open', async () => {
    const openHost = vi.fn().mockRejectedValue(new InputError('the library /x is open in another Gaitway'))
    const { electron } = await start({ openHost })
    expect(electron.errors).toEqual(['the library /x is open in another Gaitway'])
    expect(electron.app.calls).toEqual(['exit 2'])
    expect(electron.windows).toEqual([])
  })
})

describe('the desktop app that is started with something that opens it up', () => {
  it('says what in a box, and touches no library', async () => {
    const openHost = vi.fn()
    const { electron } = await start({ openHost, forbidden: '--remote-debugging-port=9222' })
    expect(electron.errors).toEqual([
      'it was started with --remote-debugging-port=9222, which would let others into it: start it without',
    ])
    expect(electron.app.calls).toEqual(['exit 2'])
    expect(openHost).not.toHaveBeenCalled()
    expect(electron.windows).toEqual([])
  })
})

describe('what the window is served', () => {
  it('is the app and the blobs of the library, under the same policy as in a browser', async () => {
    const { electron } = await start()
    const page = await electron.serve(new Request('app://gaitway/'))
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>Gaitway</title>'])
    const blob = await electron.serve(
      new Request('app://gaitway/blob/models/cheetah/training/state.bin', { headers: { range: 'bytes=1-' } }),
    )
    expect([blob.status, new Uint8Array(await blob.arrayBuffer())]).toEqual([206, Uint8Array.of(2, 3)])
    for (const { headers } of [page, blob]) {
      expect(headers.get('content-security-policy')).toMatch("default-src 'none'")
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    }
  })

  it('is nothing under another name, and nothing outside the app', async () => {
    const { electron } = await start()
    for (const url of ['app://other/', 'app://gaitway/../secret', 'app://gaitway/nothing.js'])
      expect((await electron.serve(new Request(url))).status, url).toBe(404)
  })
})

describe('what the window may do', () => {
  it('is to stay on the app; the Hub opens in the browser', async () => {
    const { electron, window } = await start()
    const go = (event: string, url: string) => {
      const preventDefault = vi.fn()
      window.webContents.emit(event, { url, preventDefault })
      return preventDefault.mock.calls.length === 0
    }
    expect(go('will-navigate', 'app://gaitway/#train')).toBe(true)
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'])
      expect(go(event, 'https://evil.test/'), event).toBe(false)
    expect(go('will-attach-webview', 'app://gaitway/')).toBe(false)
    const open = (url: string) => window.webContents.openHandler({ url } as never)
    expect(open('https://huggingface.co/me/runs')).toEqual({ action: 'deny' })
    expect(open('https://evil.test/')).toEqual({ action: 'deny' })
    expect(electron.opened).toEqual(['https://huggingface.co/me/runs'])
  })

  it('is to fill the screen, and nothing else that needs permission', async () => {
    const { electron, window } = await start()
    const asked = (permission: string) => {
      const answer = vi.fn()
      ;(electron.mayRequest as (...values: unknown[]) => void)(window.webContents, permission, answer)
      return answer.mock.calls[0][0] as boolean
    }
    expect([asked('fullscreen'), asked('media'), asked('geolocation')]).toEqual([true, false, false])
    const check = electron.mayCheck as (...values: unknown[]) => unknown
    expect(check(null, 'media', 'app://gaitway')).toBe(false)
  })

  it('is to call the host, from its main frame alone', async () => {
    const { electron } = await start()
    expect(await electron.call(mainFrame, 'app.info', {})).toMatchObject({ result: { desktop: true } })
    expect(await electron.call(mainFrame, 'no.method', {})).toHaveProperty('error.kind', 'input')
    for (const frame of [
      null,
      { url: 'https://evil.test/', parent: null },
      { url: 'app://gaitway/', parent: {} },
    ])
      expect(await electron.call(frame, 'app.info', {})).toEqual({
        error: { kind: 'input', message: 'only the app itself may call its host' },
      })
  })
})

describe('the window and the host', () => {
  it('tells it what happens', async () => {
    const { electron, window } = await start()
    const { result: job } = (await electron.call(mainFrame, 'train.start', {
      datasets: ['shipped-runs'],
      model: 'mine',
      config: trainingConfig,
    })) as { result: unknown }
    expect(window.webContents.sent).toEqual([['gaitway:event', 'job', job]])
  })

  it('pauses its training when it crashes, is reloaded or closed', async () => {
    for (const leave of [
      ['render-process-gone', {}],
      ['did-start-navigation', { isMainFrame: true, isSameDocument: false }],
      ['destroyed'],
    ]) {
      const { electron, window, jobState } = await start()
      const { result } = (await electron.call(mainFrame, 'train.start', {
        datasets: ['shipped-runs'],
        model: 'mine',
        config: trainingConfig,
      })) as { result: { id: string } }
      window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
      window.webContents.emit(...(leave as [string, unknown]))
      await jobState(result.id, 'paused')
    }
  })

  it('closes the library before it quits', async () => {
    const { electron, host, window } = await start()
    const closed = vi.spyOn(host, 'close')
    window.close()
    expect(electron.app.calls).toEqual([])
    await expect.poll(() => electron.app.calls).toEqual(['quit'])
    expect(closed).toHaveBeenCalledOnce()
  })

  it('opens where it was', async () => {
    const { electron, options, window, userData } = await start()
    window.maximized = true
    window.emit('close')
    expect(await readBounds(join(userData, 'window.json'))).toMatchObject({ width: 1000, maximized: true })
    await startDesktop(electron.module, options)
    const again = electron.windows[1]
    expect(again.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 })
    expect(again.maximized).toBe(true)
  })

  it('on a Mac the app stays when its window closes, and opens another', async () => {
    const { electron, window } = await start({ platform: 'darwin' })
    expect(electron.menu.map(({ role }) => role)).toContain('appMenu')
    window.close()
    expect(electron.app.calls).toEqual([])
    electron.app.emit('activate')
    await expect.poll(() => electron.windows).toHaveLength(1)
  })
})
