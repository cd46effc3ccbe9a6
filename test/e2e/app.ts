import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface RunningApp {
  url: string
  library: string
  stop(): Promise<void>
}

/** Starts the app as a user does, in a browser on loopback, over a library of its own. */
export async function startApp(): Promise<RunningApp> {
  const library = await mkdtemp(join(tmpdir(), 'gaitway-library-'))
  const start = join(root, 'dist/node/electron/start.mjs')
  const host = spawn(process.execPath, [start, '--web', '--no-open', '--library', library], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await printedUrl(host)
  return {
    url,
    library,
    async stop() {
      const ended = new Promise((resolve) => host.once('exit', resolve))
      host.kill('SIGINT')
      await ended
      await rm(library, { recursive: true, force: true })
    },
  }
}

function printedUrl(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    host.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)
      if (url) resolve(url[0])
    })
    host.once('exit', (code) => reject(new Error(`the host ended with ${code} and printed: ${printed}`)))
  })
}
