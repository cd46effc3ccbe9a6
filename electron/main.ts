import * as electron from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { libraryPath, openHost, packageRoot } from '../src/host/index.js'
import { startDesktop } from './desktop.js'
import { openedLine } from './desktopProcess.js'
import { forbiddenSwitch } from './switches.js'
import { requireAsPackaged } from './unpacked.js'

const { platform, env: environment } = process
const root = packageRoot()
const log = (line: string) => process.stderr.write(`${line}\n`)

// Chromium's own switches stand among the arguments: only ours is looked for.
const { values } = parseArgs({
  args: process.argv.slice(1),
  strict: false,
  options: { library: { type: 'string' } },
})
const library = libraryPath(typeof values.library === 'string' ? values.library : undefined, environment)
const { isPackaged } = electron.app
/** Of a checkout alone: what was packaged shows its own page. */
const otherApp = isPackaged ? undefined : environment.GAITWAY_APP

startDesktop(electron, {
  forbidden: isPackaged ? forbiddenSwitch(process.argv.slice(1)) : undefined,
  async openHost() {
    if (isPackaged) await requireAsPackaged(root, root.replace(/app\.asar$/, 'app.asar.unpacked'))
    return openHost({ library, root, desktop: true, environment, log })
  },
  appFolder: otherApp && existsSync(otherApp) ? otherApp : join(root, 'dist', 'app'),
  preload: join(root, 'dist', 'preload', 'preload.cjs'),
  platform,
  log,
  opened: () => process.stdout.write(`${openedLine}\n`),
}).catch((error: unknown) => {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  electron.app.exit(1)
})
