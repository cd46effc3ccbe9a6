import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { InputError } from '../src/platform/index.js'

/**
 * The built app; built now where it is missing, as after a fresh `npm ci`. `GAITWAY_APP` names another build, so that
 * two people can work on one checkout.
 */
export async function ensureApp(
  root: string,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string> {
  const folder = environment.GAITWAY_APP ? resolve(environment.GAITWAY_APP) : join(root, 'dist', 'app')
  if (existsSync(join(folder, 'index.html'))) return folder
  const vite = viteCommand(root)
  if (environment.GAITWAY_APP || !vite || !existsSync(join(root, 'vite.app.config.ts')))
    throw new InputError(`${folder} holds no built app: build it with npm run build`)
  say('Building the app, this once …')
  const output: Buffer[] = []
  const code = await new Promise<number | null>((done, fail) => {
    const build = spawn(process.execPath, [vite, 'build', '-c', 'vite.app.config.ts', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    build.stdout.on('data', (bytes: Buffer) => output.push(bytes))
    build.stderr.on('data', (bytes: Buffer) => output.push(bytes))
    build.on('error', fail)
    build.on('close', done)
  })
  if (code !== 0)
    throw new Error(`the app could not be built:\n${Buffer.concat(output).toString('utf8').trim()}`)
  return folder
}

function viteCommand(root: string): string | undefined {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('vite/package.json')
    return join(manifest, '..', 'bin', 'vite.js')
  } catch {
    return undefined
  }
}
