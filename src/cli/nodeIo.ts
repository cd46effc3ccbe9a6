import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Io } from './io.js'
import { stopSignals } from './stopSignals.js'

/**
 * The terminal that the process was started from. The first Ctrl-C asks the command to stop and keep what is complete;
 * a second one ends it at once.
 */
export function nodeIo(): Io {
  const controller = new AbortController()
  const stop = stopSignals({
    ask: (reason) => controller.abort(reason),
    end: () => process.exit(130),
  })
  process.on('SIGINT', () => stop('stopped by Ctrl-C'))
  process.on('SIGTERM', () => stop('stopped by SIGTERM'))
  // The terminal was closed.
  process.on('SIGHUP', () => stop('stopped by SIGHUP'))
  // `gaitway … | head` closes the pipe early: that is the reader's right.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  // Progress that nobody hears any more is no reason to stop the work.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY === true,
    get columns() {
      return process.stderr.columns ?? 80
    },
    env: process.env,
    signal: controller.signal,
    askSecret,
  }
}

async function askSecret(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined
  process.stderr.write(question)
  // Readline echoes what it reads into its output: one that swallows everything keeps the secret off the screen.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', (line) => resolve(line.trim() || undefined))
      lines.once('close', () => resolve(undefined))
      lines.once('SIGINT', () => resolve(undefined))
    })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
