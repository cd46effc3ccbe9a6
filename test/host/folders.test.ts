import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entryFolder, libraryPath, openFolders, packageRoot } from '../../src/host/folders.js'
import { temporaryFolder } from './temporaryLibrary.js'

describe('the library folder', () => {
  it('is the option, else the environment, else ~/Gaitway', () => {
    expect(libraryPath('mine', { GAITWAY_LIBRARY: '/other' })).toBe(resolve('mine'))
    expect(libraryPath(undefined, { GAITWAY_LIBRARY: '/other' })).toBe(resolve('/other'))
    expect(libraryPath(undefined, {})).toBe(join(homedir(), 'Gaitway'))
    expect(libraryPath(undefined, { GAITWAY_LIBRARY: '' })).toBe(join(homedir(), 'Gaitway'))
  })

  it('is one and the same behind a link', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'real'))
    await symlink(join(root, 'real'), join(root, 'link'))
    expect((await openFolders(join(root, 'link'), root)).library).toBe(
      (await openFolders(join(root, 'real'), root)).library,
    )
  })
})

describe("the program's own folder", () => {
  it('is the one whose package.json is ours, above any other', async () => {
    const root = await temporaryFolder()
    const deep = join(root, 'dist', 'node', 'chunks')
    await mkdir(deep, { recursive: true })
    await writeFile(join(root, 'package.json'), '{"name": "gaitway"}')
    await writeFile(join(root, 'dist', 'package.json'), '{"type": "module"}')
    expect(packageRoot(deep)).toBe(root)
    expect(() => packageRoot('/')).toThrow('no package.json of gaitway above')
  })

  it('has its data beside the archive when it is packaged', async () => {
    const root = await temporaryFolder()
    const { levels, shipped, workers } = await openFolders(
      join(root, 'library'),
      '/opt/Gaitway/resources/app.asar',
    )
    const beside = '/opt/Gaitway/resources/app.asar.unpacked'
    expect([levels, shipped.models, workers]).toEqual(
      ['levels', 'assets/models', 'dist/node/workers'].map((path) => join(beside, path)),
    )
  })
})

it("an entry is the user's own before a shipped one of the same name", async () => {
  const root = await temporaryFolder()
  const folders = await openFolders(join(root, 'library'), root)
  expect(entryFolder(folders, 'models', 'cheetah')).toBeUndefined()
  await mkdir(join(folders.shipped.models, 'cheetah'), { recursive: true })
  expect(entryFolder(folders, 'models', 'cheetah')).toMatchObject({ shipped: true })
  await mkdir(join(folders.models, 'cheetah'))
  expect(entryFolder(folders, 'models', 'cheetah')).toEqual({
    path: join(folders.models, 'cheetah'),
    shipped: false,
  })
})
