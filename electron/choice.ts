/** What is known before anything is opened. */
export interface Situation {
  /** `--web` was given. */
  wantsWeb: boolean
  display: boolean
  /** Electron's binary is there. */
  binary: boolean
  /** The npm package that can fetch the binary is there. */
  fetchable: boolean
  /** The user is root on Linux, where Chromium's sandbox refuses to run. */
  root: boolean
}

export type Choice =
  { open: 'desktop' } | { open: 'fetch-then-desktop' } | { open: 'web'; reason: string | undefined }

/** Window or browser: the window wherever it can be, and otherwise in one line why not. */
export function choose({ wantsWeb, display, binary, fetchable, root }: Situation): Choice {
  if (wantsWeb) return web(undefined)
  if (!display) return web('there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)')
  if (root) return web("the desktop window's sandbox does not run as root")
  if (binary) return { open: 'desktop' }
  if (fetchable) return { open: 'fetch-then-desktop' }
  return web("Electron's binary is not installed")
}

function web(reason: string | undefined): Choice {
  return { open: 'web', reason }
}
