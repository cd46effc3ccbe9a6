import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openedLine, runDesktop } from '../../electron/desktopProcess.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

/** Stands in for Electron: gets the arguments that it would get. */
async function binary(script: string): Promise<string> {
  const path = join(await temporaryFolder(), 'electron')
  await writeFile(path, `#!${process.execPath}\n${script}`)
  await chmod(path, 0o755)
  return path
}

describe.skipIf(process.platform === 'win32')('the desktop process', () => {
  it('is told its library, and says when its window is there', async () => {
    const path = await binary(
      `process.stdout.write(${JSON.stringify(openedLine)} + "\\n", () => process.exit(process.argv[3] === "--library" ? 3 : 4))`,
    )
    expect(await runDesktop(path, '/gaitway', '/library')).toMatchObject({ opened: true, code: 3 })
  })

  it('that fails before its window is there says why', async () => {
    const path = await binary(
      'console.error("noise\\nlibgtk-3.so.0: cannot open shared object file"); process.exit(127)',
    )
    expect(await runDesktop(path, '/gaitway', '/library')).toEqual({
      opened: false,
      code: 127,
      why: 'libgtk-3.so.0: cannot open shared object file',
    })
    expect(await runDesktop('/nowhere/electron', '/gaitway', '/library')).toMatchObject({
      opened: false,
      code: 1,
    })
  })
})
