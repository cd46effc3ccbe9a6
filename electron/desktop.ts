import { join } from 'node:path'
import type * as ElectronModule from 'electron'
import type { Host } from '../src/host/index.js'
import { messageOf } from '../src/platform/index.js'
import { secured } from './headers.js'
import { appOrigin, mayCall, mayNavigate, mayOpenOutside, mayUse } from './navigation.js'
import { pageServer } from './page.js'
import { defaultSize, keepBounds, readBounds, smallestSize, visibleBounds } from './windowBounds.js'

type Electron = typeof ElectronModule

export interface DesktopOptions {
  /** An argument that the app must not be started with, where there is one. */
  forbidden?: string
  /** Opened only by the first instance: a second one must not touch the library. */
  openHost(): Promise<Host>
  appFolder: string
  preload: string
  platform: NodeJS.Platform
  log(line: string): void
  /** The window is there. */
  opened?(): void
}

/**
 * The desktop app. Takes Electron as an argument, so that its decisions can be tested without the binary. Call it
 * before the module's first turn ends: the scheme must be known before Electron is ready.
 */
export async function startDesktop(electron: Electron, options: DesktopOptions): Promise<void> {
  const { app, protocol } = electron
  // The app's pages count as a secure origin of their own: modules, workers, WebAssembly and WebGPU need that.
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  if (options.platform === 'linux') app.commandLine.appendSwitch('enable-unsafe-webgpu')
  if (options.forbidden !== undefined) {
    const reason = `it was started with ${options.forbidden}, which would let others into it: start it without`
    electron.dialog.showErrorBox('Gaitway cannot open', reason)
    return app.exit(2)
  }
  if (!app.requestSingleInstanceLock()) return app.quit()

  await app.whenReady()
  let host: Host
  try {
    host = await options.openHost()
  } catch (error) {
    electron.dialog.showErrorBox('Gaitway cannot open', messageOf(error))
    return app.exit(2)
  }
  serveApp(electron, host, options)
  guardContents(electron)
  carryContract(electron, host)
  electron.Menu.setApplicationMenu(menu(electron, options.platform))

  const show = async () => {
    await openWindow(electron, host, options)
    options.opened?.()
  }
  app.on('second-instance', () => {
    const [window] = electron.BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('activate', () => {
    if (electron.BrowserWindow.getAllWindows().length > 0) return
    show().catch((error: unknown) => options.log(`the window did not open: ${String(error)}`))
  })
  app.on('window-all-closed', () => {
    if (options.platform !== 'darwin') app.quit()
  })
  closeHostFirst(electron, host, options)
  await show()
}

/** Pages and blobs, on the app's own scheme. */
function serveApp({ session }: Electron, host: Host, { appFolder }: DesktopOptions): void {
  const page = pageServer(appFolder)
  session.defaultSession.protocol.handle('app', async (request) => {
    const { host: name, pathname } = new URL(request.url)
    if (`app://${name}` !== appOrigin) return secured(new Response('not found\n', { status: 404 }))
    return secured(await (pathname.startsWith('/blob/') ? host.blobs(request) : page(request)))
  })
}

/** Whatever is ever shown in a window of this app. */
function guardContents({ app, session, shell }: Electron): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(mayUse(permission, contents.getURL())),
  )
  session.defaultSession.setPermissionCheckHandler((_, permission, origin) => mayUse(permission, origin))
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_, contents) => {
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const)
      contents.on(event as 'will-frame-navigate', (details) => {
        if (!mayNavigate(details.url)) details.preventDefault()
      })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (mayOpenOutside(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** Calls over IPC. The window's number is the caller's name. */
function carryContract({ ipcMain }: Electron, host: Host): void {
  ipcMain.handle('gaitway:call', (event, method: unknown, input: unknown) => {
    if (!mayCall(event.senderFrame))
      return { error: { kind: 'input', message: 'only the app itself may call its host' } }
    return host.dispatch(String(method), input, { window: String(event.sender.id) })
  })
}

async function openWindow(electron: Electron, host: Host, options: DesktopOptions): Promise<void> {
  const { app, screen } = electron
  const boundsFile = join(app.getPath('userData'), 'window.json')
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea)
  const bounds = visibleBounds(await readBounds(boundsFile), displays)
  const window = new electron.BrowserWindow({
    ...defaultSize,
    ...(bounds && { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height }),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    title: 'Gaitway',
    backgroundColor: '#0e1116',
    show: false,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // A race or a training that is covered by another window goes on at full speed.
      backgroundThrottling: false,
      spellcheck: false,
    },
  })
  if (bounds?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    keepBounds(boundsFile, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  })
  followPresence(window, host)
  await window.loadURL(`${appOrigin}/`)
}

/** Tells the host when the page in this window comes and goes: a reload and a crash are a going too. */
function followPresence(window: ElectronModule.BrowserWindow, host: Host): void {
  const { webContents } = window
  const name = String(webContents.id)
  const stop = host.listen(({ event, data }) => {
    if (!webContents.isDestroyed()) webContents.send('gaitway:event', event, data)
  })
  let leave: (() => void) | undefined
  const gone = () => {
    leave?.()
    leave = undefined
  }
  webContents.on('did-finish-load', () => (leave ??= host.windowHere(name)))
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) gone()
  })
  webContents.on('render-process-gone', gone)
  webContents.on('destroyed', () => {
    gone()
    stop()
  })
}

/** The library is closed before the process ends: unfinished work is written down where it can go on. */
function closeHostFirst({ app }: Electron, host: Host, { log }: DesktopOptions): void {
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    host
      .close()
      .catch((error: unknown) => log(`closing the library: ${String(error)}`))
      .finally(() => {
        closed = true
        app.quit()
      })
  })
}

/** Only what a keyboard expects to be there: copy and paste, zoom, full screen, the developer tools. */
function menu({ Menu }: Electron, platform: NodeJS.Platform): ElectronModule.Menu {
  return Menu.buildFromTemplate([
    ...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ])
}
