import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** Where the desktop's binary is, if it is. Looked for, never required: requiring it would download it. */
export function findElectron(environment: NodeJS.ProcessEnv, from: string): string | undefined {
  const folder = electronPackage(from)
  if (!folder) return undefined
  const pathFile = join(folder, 'path.txt')
  const executable = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH
  const binary = override
    ? join(override, executable ?? 'electron')
    : executable && join(folder, 'dist', executable)
  return binary && existsSync(binary) && statSync(binary).isFile() ? binary : undefined
}

/** The installed npm package `electron`, which comes without the binary. */
export function electronPackage(from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve('electron/package.json'))
  } catch {
    return undefined
  }
}

/** Whether a window could be shown: on Linux a display server has to be named. */
export function hasDisplay(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** The command that opens an address in the user's browser, where there is one. */
export function browserCommand(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): { command: string; args: string[] } | undefined {
  if (platform === 'darwin') return { command: 'open', args: [] }
  // `start` would read an & in the address as a second command; rundll32 takes it as it is.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  const folders = (environment.PATH ?? '').split(delimiter)
  return folders.some((folder) => folder && existsSync(join(folder, 'xdg-open')))
    ? { command: 'xdg-open', args: [] }
    : undefined
}
