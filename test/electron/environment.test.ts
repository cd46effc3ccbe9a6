import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browserCommand, findElectron, hasDisplay } from '../../electron/environment.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

describe('what is there', () => {
  it('a display, where one is named or the system always has one', () => {
    expect(hasDisplay('linux', {})).toBe(false)
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false)
    expect(hasDisplay('win32', {})).toBe(true)
    expect(hasDisplay('darwin', {})).toBe(true)
  })

  it("Electron's binary, where its package says or an override points", async () => {
    const project = await temporaryFolder()
    const folder = join(project, 'node_modules', 'electron')
    const from = join(project, 'start.mjs')
    expect(findElectron({}, from)).toBeUndefined()
    await mkdir(join(folder, 'dist'), { recursive: true })
    await writeFile(join(folder, 'package.json'), '{"name": "electron"}')
    expect(findElectron({}, from)).toBeUndefined()
    await writeFile(join(folder, 'path.txt'), 'electron')
    expect(findElectron({}, from)).toBeUndefined()
    await writeFile(join(folder, 'dist', 'electron'), '')
    expect(findElectron({}, from)).toBe(join(folder, 'dist', 'electron'))

    const elsewhere = await temporaryFolder()
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: elsewhere }, from)).toBeUndefined()
    await writeFile(join(elsewhere, 'electron'), '')
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: elsewhere }, from)).toBe(join(elsewhere, 'electron'))
  })

  it('a browser, where there is a command that opens it', async () => {
    const folder = await temporaryFolder()
    expect(browserCommand('linux', { PATH: folder })).toBeUndefined()
    await writeFile(join(folder, 'xdg-open'), '')
    expect(browserCommand('linux', { PATH: folder })).toEqual({ command: 'xdg-open', args: [] })
    expect(browserCommand('linux', {})).toBeUndefined()
    expect(browserCommand('darwin', {})?.command).toBe('open')
    expect(browserCommand('win32', {})?.command).toBe('rundll32')
  })
})
