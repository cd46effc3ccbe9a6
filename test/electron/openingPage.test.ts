import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { writeOpeningPage } from '../../electron/openingPage.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

const address = 'http://127.0.0.1:4600/?open=secret'

describe('the page that a browser is opened with', () => {
  it('leads to the address, and its own name tells nothing', async () => {
    const { url } = await writeOpeningPage(await temporaryFolder(), address)
    expect(url).toMatch(/^file:\/\/.*\/open-in-browser-[0-9a-f]{12}\.html$/)
    expect(url).not.toContain('secret')
    expect(await readFile(fileURLToPath(url), 'utf8')).toContain(`content="0;url=${address}"`)
  })

  it.skipIf(process.platform === 'win32')('is for its owner alone', async () => {
    const { url } = await writeOpeningPage(await temporaryFolder(), address)
    expect((await stat(fileURLToPath(url))).mode & 0o777).toBe(0o600)
  })

  it('goes when it was used, and with the next start where it stayed; nothing else goes', async () => {
    const library = await temporaryFolder()
    await writeFile(join(library, 'open-in-browser.html'), 'mine')
    await writeOpeningPage(library, address)
    const { remove } = await writeOpeningPage(library, address)
    expect(await readdir(library)).toHaveLength(2)
    await remove()
    await remove()
    expect(await readdir(library)).toEqual(['open-in-browser.html'])
  })
})
