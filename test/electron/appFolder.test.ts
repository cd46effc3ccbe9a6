import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureApp } from '../../electron/appFolder.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

/** A checkout whose Vite is a script of the test's own. */
async function checkout(vite: string): Promise<string> {
  const root = await temporaryFolder()
  const folder = join(root, 'node_modules', 'vite')
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"name": "vite"}')
  await writeFile(join(folder, 'bin', 'vite.js'), vite)
  await writeFile(join(root, 'package.json'), '{"name": "gaitway"}')
  await writeFile(join(root, 'vite.app.config.ts'), '')
  return root
}

describe('the built app', () => {
  it('is taken as it is where it is there', async () => {
    const root = await checkout('throw new Error("not needed")')
    await mkdir(join(root, 'dist', 'app'), { recursive: true })
    await writeFile(join(root, 'dist', 'app', 'index.html'), '')
    const lines: string[] = []
    expect(await ensureApp(root, {}, (line) => lines.push(line))).toBe(join(root, 'dist', 'app'))
    expect(lines).toEqual([])
  })

  it('is built where it is missing, with a word about it', async () => {
    const root = await checkout(`
      const { mkdirSync, writeFileSync } = require('node:fs')
      mkdirSync('dist/app', { recursive: true })
      writeFileSync('dist/app/index.html', process.argv.slice(2).join(' '))
    `)
    const lines: string[] = []
    expect(await ensureApp(root, {}, (line) => lines.push(line))).toBe(join(root, 'dist', 'app'))
    expect(lines).toEqual(['Building the app, this once …'])
  })

  it('that cannot be built says what the builder said', async () => {
    const root = await checkout('console.error("Could not resolve ./panel.js"); process.exit(1)')
    await expect(ensureApp(root, {}, () => {})).rejects.toThrow(
      /could not be built:\nCould not resolve \.\/panel\.js/,
    )
  })

  it('of another folder is never built, only named', async () => {
    const root = await checkout('throw new Error("not needed")')
    const other = await temporaryFolder()
    await expect(ensureApp(root, { GAITWAY_APP: other }, () => {})).rejects.toThrow(
      `${other} holds no built app: build it with npm run build`,
    )
    await writeFile(join(other, 'index.html'), '')
    expect(await ensureApp(root, { GAITWAY_APP: other }, () => {})).toBe(other)
  })

  it('without the means to build it says which command does', async () => {
    const root = await temporaryFolder()
    await expect(ensureApp(root, {}, () => {})).rejects.toThrow('build it with npm run build')
  })
})
