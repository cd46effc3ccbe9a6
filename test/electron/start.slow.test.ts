import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../host/temporaryLibrary.js'
import { ask, openAddress } from './browser.js'

const root = join(import.meta.dirname, '..', '..')
const bundle = join(root, 'dist', 'node', 'electron', 'start.mjs')

async function appFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Gaitway</title>')
  return folder
}

/** `npm start` without a display, over a library of its own. */
async function start(args: string[], environment: Record<string, string> = {}) {
  if (!existsSync(bundle)) throw new Error('the hosts are not built: npm run build')
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...bare } = process.env
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: root,
    env: { ...bare, GAITWAY_APP: await appFolder(), ...environment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    said,
    ended,
    stop(signal: NodeJS.Signals) {
      child.kill(signal)
      return ended
    },
    url: async () => {
      await expect.poll(() => said.out, { timeout: 30_000 }).toMatch(/\n$/)
      return said.out.trim()
    },
  }
}

/** How it ends, and what it said until then. */
const wrong = async (...args: string[]) => {
  const { said, ended } = await start(args)
  return { code: await ended, ...said }
}

describe('npm start', () => {
  it('says why there is no window, prints exactly one address, and stops on Ctrl-C', async () => {
    const library = join(await temporaryFolder(), 'library')
    const { url, said, stop } = await start(['--library', library])
    const address = await url()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    expect(said.err).toBe(
      'Gaitway opens in a browser: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n',
    )
    const cookie = await openAddress(address)
    const { port } = new URL(address)
    const page = await ask(Number(port), '/', { headers: { cookie } })
    expect(page.text).toMatch('<title>Gaitway</title>')
    expect(await stop('SIGINT')).toBe(0)
    expect(said.out.match(/http/g)).toHaveLength(1)
  })

  it('takes the port of the last start again, with another token', async () => {
    const library = join(await temporaryFolder(), 'library')
    const addresses: URL[] = []
    for (let time = 0; time < 2; time++) {
      const { url, stop } = await start(['--web', '--no-open', '--library', library])
      addresses.push(new URL(await url()))
      expect(await stop('SIGTERM')).toBe(0)
    }
    expect(addresses[1].port).toBe(addresses[0].port)
    expect(addresses[1].search).not.toBe(addresses[0].search)
    expect(JSON.parse(await readFile(join(library, '.host.json'), 'utf8'))).toEqual({
      port: Number(addresses[0].port),
    })
  })

  it('finds the library in the environment too', async () => {
    const library = join(await temporaryFolder(), 'library')
    const { url, stop } = await start(['--web', '--no-open'], { GAITWAY_LIBRARY: library })
    await url()
    expect(existsSync(join(library, 'datasets'))).toBe(true)
    await stop('SIGINT')
  })

  it('ends with 2 and one line for what it cannot use', async () => {
    expect(await wrong('--port', '99999')).toEqual({
      code: 2,
      out: '',
      err: '--port 99999: a port is a whole number from 0 to 65535\n',
    })
    expect(await wrong('--windowed')).toMatchObject({
      code: 2,
      err: "Unknown option '--windowed'; --help lists the options\n",
    })
    const file = join(await temporaryFolder(), 'file')
    await writeFile(file, '')
    const noFolder = await wrong('--web', '--no-open', '--library', file)
    expect(noFolder).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^the library .*--library DIR\n$/),
    })
  })

  it('has a help', () => {
    const { status, stdout } = spawnSync(process.execPath, [bundle, '--help'], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, expect.stringContaining('--no-open')])
  })
})
