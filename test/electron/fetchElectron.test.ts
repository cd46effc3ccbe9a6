import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fetchElectron } from '../../electron/fetchElectron.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

async function installer(script: string): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'install.js'), script)
  return folder
}

describe("fetching Electron's binary", () => {
  it('says what it does, and nothing more when it is there', async () => {
    const lines: string[] = []
    expect(await fetchElectron(await installer(''), (line) => lines.push(line))).toBeUndefined()
    expect(lines).toHaveLength(1)
  })

  it('says in one line why it failed', async () => {
    const folder = await installer(
      'console.error("getaddrinfo ENOTFOUND github.com\\n    at lookup"); process.exit(1)',
    )
    expect(await fetchElectron(folder, () => {})).toBe(
      "Electron's binary could not be fetched (getaddrinfo ENOTFOUND github.com)",
    )
    const offline = await installer('console.error("TypeError: fetch failed\\n    at node"); process.exit(1)')
    expect(await fetchElectron(offline, () => {})).toBe(
      "Electron's binary could not be fetched (github.com cannot be reached)",
    )
    expect(await fetchElectron(await installer('process.exit(5)'), () => {})).toBe(
      "Electron's binary could not be fetched (its installer ended with 5)",
    )
  })

  it('is not waited for longer than anyone likes', async () => {
    const folder = await installer('setInterval(() => {}, 1000)')
    expect(await fetchElectron(folder, () => {}, 300)).toBe("Electron's binary did not come within 0.3 s")
  })
})
