import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { httpClient } from '../../../src/host/client.js'
import type { HostClient } from '../../../src/host/contract.js'
import { packageRoot } from '../../../src/host/index.js'
import { openAddress, pageFetch } from '../../electron/browser.js'

export const root = packageRoot()
const bundle = join(root, 'dist', 'node', 'electron', 'start.mjs')

/** The browser host as a process of its own, which can be killed at any moment. */
export class HostProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  readonly url: string
  /** A page's `fetch`, with the cookie. */
  readonly fetch: typeof fetch
  readonly call: HostClient['call']

  private constructor(child: ChildProcess, ended: Promise<void>, url: string, cookie: string) {
    this.#child = child
    this.#ended = ended
    this.url = url
    this.fetch = pageFetch(url, cookie)
    this.call = httpClient({ fetch: this.fetch }).call
  }

  /** Rejects with what it said where it does not open. */
  static async start(library: string, environment: Record<string, string> = {}): Promise<HostProcess> {
    if (!existsSync(bundle)) throw new Error('the host is not built: npm run build')
    const { DISPLAY: _, WAYLAND_DISPLAY: __, ...bare } = process.env
    const child = spawn(
      process.execPath,
      [bundle, '--web', '--no-open', '--port', '0', '--library', library],
      {
        cwd: root,
        env: { ...bare, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const url = await printedAddress(child)
    return new HostProcess(child, ended, url, await openAddress(url))
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** As a crash of the machine would: no goodbye. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#ended
  }
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [out, errors] = ['', '']
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S+(?=\n)/.exec(out)
      if (address) resolve(address[0])
    })
    child.once('close', () => reject(new Error(errors.trim() || 'the host ended without a word')))
  })
}
