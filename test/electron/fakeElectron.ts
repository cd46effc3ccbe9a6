import { EventEmitter } from 'node:events'
import type * as ElectronModule from 'electron'

type Handler = (...values: never[]) => unknown

/** Options of a window, its events and what was done with it. */
export class FakeWindow extends EventEmitter {
  readonly webContents: FakeContents
  readonly calls: string[] = []
  url = ''
  maximized = false

  constructor(
    readonly options: ElectronModule.BrowserWindowConstructorOptions,
    private readonly electron: FakeElectron,
  ) {
    super()
    this.webContents = new FakeContents(electron.windows.length + 1)
    electron.windows.push(this)
    electron.app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    this.url = url
    this.webContents.emit('did-finish-load')
  }
  show = () => this.calls.push('show')
  focus = () => this.calls.push('focus')
  restore = () => this.calls.push('restore')
  maximize = () => (this.maximized = true)
  isMaximized = () => this.maximized
  isMinimized = () => true
  getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 })

  close(): void {
    this.emit('close')
    this.electron.windows.splice(this.electron.windows.indexOf(this), 1)
    this.webContents.destroyed = true
    this.webContents.emit('destroyed')
    if (this.electron.windows.length === 0) this.electron.app.emit('window-all-closed')
  }
}

export class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = []
  destroyed = false
  openHandler: ElectronModule.WebContents['setWindowOpenHandler'] extends (handler: infer H) => void
    ? H
    : never = () => ({ action: 'allow' })

  constructor(readonly id: number) {
    super()
  }
  send = (...message: unknown[]) => this.sent.push(message)
  isDestroyed = () => this.destroyed
  getURL = () => 'app://gaitway/'
  setWindowOpenHandler = (handler: FakeContents['openHandler']) => (this.openHandler = handler)
}

class FakeApp extends EventEmitter {
  readonly calls: string[] = []
  readonly switches: string[] = []
  readonly commandLine = { appendSwitch: (name: string) => this.switches.push(name) }
  isFirst = true

  constructor(private readonly userData: string) {
    super()
  }
  requestSingleInstanceLock = () => this.isFirst
  whenReady = async () => {}
  getPath = () => this.userData
  exit = (code: number) => this.calls.push(`exit ${code}`)

  /** As Electron: asks first, and quits only if nobody objects. */
  quit = () => {
    let stopped = false
    this.emit('before-quit', { preventDefault: () => (stopped = true) })
    if (!stopped) this.calls.push('quit')
  }
}

/** As much of Electron as the desktop app uses, and a record of what it was asked. */
export class FakeElectron {
  readonly app: FakeApp
  readonly windows: FakeWindow[] = []
  readonly schemes: unknown[] = []
  readonly opened: string[] = []
  readonly errors: string[] = []
  readonly handlers = new Map<string, Handler>()
  serve: (request: Request) => Promise<Response> = async () => new Response()
  mayRequest: Handler = () => undefined
  mayCheck: Handler = () => true
  menu: { role: string }[] = []

  constructor(userData: string) {
    this.app = new FakeApp(userData)
  }

  /** The module, as `import * as electron` gives it. */
  get module(): typeof ElectronModule {
    const { app, windows, opened, errors, handlers } = this
    const setMenu = (menu: FakeElectron['menu']) => (this.menu = menu)
    const fake = {
      app,
      protocol: { registerSchemesAsPrivileged: (schemes: unknown[]) => this.schemes.push(...schemes) },
      session: {
        defaultSession: {
          protocol: { handle: (_: string, serve: FakeElectron['serve']) => (this.serve = serve) },
          setPermissionRequestHandler: (handler: Handler) => (this.mayRequest = handler),
          setPermissionCheckHandler: (handler: Handler) => (this.mayCheck = handler),
          setDevicePermissionHandler: () => {},
        },
      },
      shell: { openExternal: async (url: string) => opened.push(url) },
      dialog: { showErrorBox: (_: string, words: string) => errors.push(words) },
      ipcMain: { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: setMenu },
      BrowserWindow: Object.assign(this.#windowClass(), { getAllWindows: () => windows }),
    }
    return fake as unknown as typeof ElectronModule
  }

  #windowClass() {
    // oxlint-disable-next-line typescript/no-this-alias
    const electron = this
    return class extends FakeWindow {
      constructor(options: ElectronModule.BrowserWindowConstructorOptions) {
        super(options, electron)
      }
    }
  }

  /** A call over IPC from a frame of a window. */
  async call(
    frame: { url: string; parent: unknown } | null,
    method: unknown,
    input: unknown,
  ): Promise<unknown> {
    const handler = this.handlers.get('gaitway:call') as (...values: unknown[]) => unknown
    return handler({ senderFrame: frame, sender: { id: 1 } }, method, input)
  }
}
