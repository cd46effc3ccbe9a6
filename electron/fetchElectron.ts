import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Longer than this nobody wants to look at a terminal before the app opens, in milliseconds. */
const patience = 30_000

/**
 * Fetches Electron's binary with its own installer. Answers why it did not come, or undefined when it is there.
 */
export async function fetchElectron(
  packageFolder: string,
  say: (line: string) => void,
  patienceMs = patience,
): Promise<string | undefined> {
  say("Fetching Electron's binary for the desktop window (once, about 120 MB) …")
  const errors: Buffer[] = []
  const installer = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  installer.stderr.on('data', (bytes: Buffer) => errors.push(bytes))
  const began = Date.now()
  const progress = setInterval(() => say(`… ${Math.round((Date.now() - began) / 1000)} s`), 5000)
  const end = await new Promise<number | 'late' | string>((resolve) => {
    const timer = setTimeout(() => {
      installer.kill()
      resolve('late')
    }, patienceMs)
    installer.on('error', (error) => resolve(error.message))
    installer.on('close', (code) => {
      clearTimeout(timer)
      resolve(code ?? 'late')
    })
  })
  clearInterval(progress)
  if (end === 0) return undefined
  if (end === 'late') return `Electron's binary did not come within ${patienceMs / 1000} s`
  const [line = ''] = Buffer.concat(errors).toString('utf8').trim().split('\n')
  // All that Node's fetch says of a network that is not there.
  const why = line === 'TypeError: fetch failed' ? 'github.com cannot be reached' : line.slice(0, 160)
  return `Electron's binary could not be fetched (${why || `its installer ended with ${end}`})`
}
