import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { libraryPath, openHost, packageRoot } from '../src/host/index.js'
import { InputError } from '../src/platform/index.js'
import { ensureApp } from './appFolder.js'
import { choose } from './choice.js'
import { runDesktop } from './desktopProcess.js'
import { browserCommand, electronPackage, findElectron, hasDisplay } from './environment.js'
import { fetchElectron } from './fetchElectron.js'
import { keepLastPort, readLastPort } from './lastPort.js'
import { help, parseStartOptions, type StartOptions } from './options.js'
import { writeOpeningPage } from './openingPage.js'
import { startWebHost } from './web.js'

const { env: environment, platform } = process
const here = fileURLToPath(import.meta.url)
const root = packageRoot()
const say = (line: string) => process.stderr.write(`${line}\n`)

/** `npm start`: the window where it can be, else the same app in a browser. */
async function start(): Promise<void> {
  const options = parseStartOptions(process.argv.slice(2))
  if (options.help) return void process.stdout.write(help)
  const library = libraryPath(options.library, environment)
  const appFolder = await ensureApp(root, environment, say)

  const choice = choose({
    wantsWeb: options.web,
    display: hasDisplay(platform, environment),
    binary: findElectron(environment, here) !== undefined,
    fetchable: electronPackage(here) !== undefined,
    root: platform === 'linux' && process.getuid?.() === 0,
  })
  let reason = choice.open === 'web' ? choice.reason : undefined
  if (choice.open === 'fetch-then-desktop') reason = await fetchElectron(electronPackage(here)!, say)
  const binary = findElectron(environment, here)
  if (choice.open !== 'web' && binary && reason === undefined) {
    const end = await runDesktop(binary, root, library)
    if (end.opened || end.code === 0) return void (process.exitCode = end.code)
    reason = `the desktop window did not open (${end.why})`
  }
  await serve({ ...options, library }, appFolder, reason)
}

async function serve(
  { library, port, open }: StartOptions & { library: string },
  appFolder: string,
  reason: string | undefined,
): Promise<void> {
  const host = await openHost({ library, root, desktop: false, environment, log: say })
  try {
    const preferredPort = await readLastPort(host.library)
    const web = await startWebHost({ host, appFolder, port, preferredPort, log: say })
    await keepLastPort(host.library, web.port)
    // Whoever reads the address may stop it at once.
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    })
    if (reason) say(`Gaitway opens in a browser: ${reason}.`)
    process.stdout.write(`${web.url}\n`)
    const browser = open && hasDisplay(platform, environment) && browserCommand(platform, environment)
    const page = browser
      ? await writeOpeningPage(host.library, web.openingUrl).catch(() => undefined)
      : undefined
    if (browser && page) {
      run(browser.command, [...browser.args, page.url])
      // A browser that is not allowed to read it shows why; the address stands in the terminal.
      void web.opened.then(page.remove)
    }
    await stopped
    await page?.remove()
    await web.close()
  } finally {
    await host.close()
  }
}

/** If the browser cannot be opened, the address stands in the terminal. */
function run(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

start().then(
  () => process.exit(),
  (error: unknown) => {
    const isInput = error instanceof InputError
    say(isInput ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exit(isInput ? 2 : 1)
  },
)
