import { spawn } from 'node:child_process'

const goOn = () => {}

export interface DesktopEnd {
  /** The window was there: what happened afterwards is no reason to open a browser. */
  opened: boolean
  code: number
  why: string
}

/** Runs the desktop app until its last window is closed. It says `opened` over the channel when its window is there. */
export async function runDesktop(binary: string, main: string, library: string): Promise<DesktopEnd> {
  const errors: string[] = []
  const desktop = spawn(binary, [main, '--library', library], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  let opened = false
  desktop.on('message', (message) => {
    if (message === 'opened') opened = true
  })
  desktop.stderr?.on('data', (bytes: Buffer) => {
    if (opened) process.stderr.write(bytes)
    else errors.push(bytes.toString('utf8'))
  })
  // Ctrl-C reaches the whole process group; this process waits for the window to close its library.
  process.on('SIGINT', goOn)
  const stop = () => desktop.kill('SIGTERM')
  process.once('SIGTERM', stop)
  const { code, why } = await new Promise<{ code: number; why: string }>((resolve) => {
    desktop.on('error', (error) => resolve({ code: 1, why: error.message }))
    desktop.on('close', (exitCode, signal) => {
      const lines = errors.join('').trim().split('\n')
      resolve({ code: exitCode ?? 1, why: lines.at(-1) || `it ended with ${exitCode ?? signal}` })
    })
  })
  process.off('SIGINT', goOn)
  process.off('SIGTERM', stop)
  return { opened, code, why }
}
