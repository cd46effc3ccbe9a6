import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, inject, it, onTestFinished } from 'vitest'
import { launchBrowser } from './browser.js'

const browserPath = inject('browserPath')
const root = join(import.meta.dirname, '..', '..')

/** `npm start` on a desktop whose `xdg-open` only writes down what it was asked to open. */
async function startOnDesktop() {
  const folder = await mkdtemp(join(tmpdir(), 'gaitway-opening-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [library, asked] = [join(folder, 'library'), join(folder, 'asked')]
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > '${asked}'\n`)
  await chmod(join(folder, 'bin', 'xdg-open'), 0o755)
  const start = join(root, 'dist/node/electron/start.mjs')
  const host = spawn(process.execPath, [start, '--web', '--library', library], {
    env: {
      ...process.env,
      DISPLAY: ':none',
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void host.kill('SIGKILL'))
  const address = () => readFile(asked, 'utf8').catch(() => '')
  await expect.poll(address).toMatch(/\.html$/)
  return { address: await address(), library }
}

it.skipIf(!browserPath || process.platform !== 'linux')(
  'the browser is opened with a page that leads into the app once, and no command sees the token',
  async () => {
    const { address, library } = await startOnDesktop()
    expect(address).toMatch(/^file:\/\/.*\/open-in-browser-[0-9a-f]{12}\.html$/)
    const secret = /open=([\w-]{43})/.exec(await readFile(new URL(address), 'utf8'))?.[1]
    expect(secret).toBeDefined()

    const browser = await launchBrowser(browserPath)
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    await page.goto(address)
    await page.getByRole('link', { name: 'Library', exact: true }).first().waitFor()
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/)
    await expect.poll(() => readdir(library)).not.toContain(address.split('/').at(-1))

    const stranger = await (await browser.newContext()).newPage()
    const again = await stranger.goto(`${new URL(page.url()).origin}/?open=${secret}`)
    expect(again?.status()).toBe(401)
  },
)
