import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../platform/errors.js'

/**
 * One host a library: two would finish each other's unfinished work. The lock is a socket that only a live process
 * answers, so that nothing is left over after a crash.
 */
export async function lockLibrary(library: string): Promise<() => Promise<void>> {
  const name = `gaitway-${createHash('sha256').update(library).digest('hex').slice(0, 24)}`
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
  const server = createServer((socket) => socket.end(String(process.pid)))
  try {
    await listen(server, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const owner = await ask(path)
    if (owner !== undefined)
      throw new InputError(
        `the library ${library} is open in another Gaitway (process ${owner}): close that one, or choose another with --library DIR`,
      )
    await rm(path, { force: true })
    await listen(server, path)
  }
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The process that holds the lock, or undefined where its socket is a leftover. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(path)
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('data', (bytes) => (answer += bytes.toString('utf8')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer || undefined))
  })
}
