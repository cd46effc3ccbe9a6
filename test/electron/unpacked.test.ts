import { createHash } from 'node:crypto'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { requireAsPackaged } from '../../electron/unpacked.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** An archive's folder and the one beside it, with two files that are as they were packaged. */
async function packaged() {
  const folder = await temporaryFolder()
  const [root, beside] = [join(folder, 'app.asar'), join(folder, 'app.asar.unpacked')]
  const at = (...parts: string[]) => join(beside, 'dist', 'node', ...parts)
  await mkdir(join(root, 'dist', 'node'), { recursive: true })
  await mkdir(at('workers', 'chunks'), { recursive: true })
  await mkdir(at('assets'))
  await writeFile(at('workers', 'chunks', 'a.mjs'), 'one')
  await writeFile(at('assets', 'b.wasm'), 'two')
  const list = { 'workers/chunks/a.mjs': sha256('one'), 'assets/b.wasm': sha256('two') }
  await writeFile(join(root, 'dist', 'node', 'unpacked.json'), JSON.stringify(list))
  return { at, check: () => requireAsPackaged(root, beside) }
}

describe('the code beside the archive', () => {
  it('is as it was packaged', async () => {
    const { check } = await packaged()
    await expect(check()).resolves.toBeUndefined()
  })

  it.each<[string, (at: (...parts: string[]) => string) => Promise<unknown>, string]>([
    ['changed', (at) => writeFile(at('workers', 'chunks', 'a.mjs'), 'evil'), 'workers/chunks/a.mjs'],
    ['added', (at) => writeFile(at('workers', 'c.mjs'), 'evil'), 'workers/c.mjs'],
    ['missing', (at) => rm(at('assets', 'b.wasm')), 'assets/b.wasm'],
    ['a link', (at) => symlink(at('assets', 'b.wasm'), at('assets', 'c.wasm')), 'assets/c.wasm'],
  ])('is refused where a file is %s', async (_, change, name) => {
    const { at, check } = await packaged()
    await change(at)
    await expect(check()).rejects.toThrow(
      `Gaitway's own files were changed since it was packaged (${name}): install it again`,
    )
  })
})
