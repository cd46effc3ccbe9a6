import { spawn } from 'node:child_process'

export interface DesktopEnd {
  /** The window was there: what happened afterwards is no reason to open a browser. */
  opened: boolean
  code: number
  why: string
}

/**
 * What the desktop app writes to its standard output when its window is there. A channel between processes would be
 * neater, but its descriptor is one that Chromium's own processes on Linux count on.
 */
export const openedLine = 'gaitway: the window is open'

const goOn = () => {}

/**
 * Runs the desktop app until its last window is closed. `root` is the package's folder: its package.json names the
 * main script and the app.
 */
export async function runDesktop(binary: string, root: string, library: string): Promise<DesktopEnd> {
  const desktop = spawn(binary, [root, '--library', library], { stdio: ['ignore', 'pipe', 'pipe'] })
  let opened = false
  let out = ''
  let errors = ''
  desktop.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (opened) return
    out += text
    opened = out.includes(openedLine)
  })
  // Chromium talks a lot while it starts; of a start that fails the last line is enough.
  desktop.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (opened) process.stderr.write(text)
    else errors += text
  })
  // Ctrl-C reaches the whole process group; this process waits for the window to close its library.
  process.on('SIGINT', goOn)
  const stop = () => desktop.kill('SIGTERM')
  process.once('SIGTERM', stop)
  const { code, why } = await new Promise<{ code: number; why: string }>((resolve) => {
    desktop.on('error', (error) => resolve({ code: 1, why: error.message }))
    desktop.on('close', (exitCode, signal) =>
      resolve({
        code: exitCode ?? 1,
        why: errors.trim().split('\n').at(-1) || `it ended with ${exitCode ?? signal}`,
      }),
    )
  })
  process.off('SIGINT', goOn)
  process.off('SIGTERM', stop)
  return { opened, code, why }
}
