import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/**
 * The browser for the end-to-end tests: one that is installed already, else one fetched now. Returns its path, or
 * the reason why there is none.
 */
export function provideBrowser(): { path: string } | { reason: string } {
  const found = findBrowser()
  if (found) return { path: found }
  const failure = fetchBrowser()
  const fetched = findBrowser()
  return fetched ? { path: fetched } : { reason: `no Chromium, Chrome or Edge found, and ${failure}` }
}

function findBrowser(): string | undefined {
  const { CHROME_PATH, PROGRAMFILES = 'C:/Program Files', LOCALAPPDATA = '' } = process.env
  const windowsApps = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']
  const candidates = [
    CHROME_PATH,
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
      (name) => `/usr/bin/${name}`,
    ),
    ...['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    ),
    ...[PROGRAMFILES, `${PROGRAMFILES} (x86)`, LOCALAPPDATA].flatMap((base) =>
      windowsApps.map((app) => join(base, app)),
    ),
    chromium.executablePath(),
  ]
  return candidates.find((path) => path && existsSync(path))
}

/** Debian's package as root, playwright's download elsewhere; returns what went wrong if anything did. */
function fetchBrowser(): string {
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  const playwright = join(
    dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'cli.js',
  )
  const commands = debian
    ? ['apt-get update', 'apt-get install -y --no-install-recommends chromium']
    : [`"${process.execPath}" "${playwright}" install chromium`]
  for (const command of commands) {
    console.log(`No browser for the end-to-end tests yet: ${command}`)
    const { status } = spawnSync(command, {
      shell: true,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return `"${command}" failed`
  }
  return 'the fetched one is not where it should be'
}

/** Headless, with WebGL and WebGPU in software, so that every machine draws the same. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--enable-unsafe-webgpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}
