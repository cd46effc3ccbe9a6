import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { lockOf, removeLeftovers, removeLeftoversIfFree } from '../../src/platform/nodeLeftovers.js'
import { takeLock } from '../../src/platform/nodeLock.js'

const left = 'config.json.0123456789ab.tmp'
const others = ['.0123456789ab.tmp', 'a.0123456789AB.tmp', 'a.0123456789abc.tmp', 'a.tmp', 'notes.0123.tmp']

let folder: string
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'gaitway-left-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  folder = join(root, 'model')
  await mkdir(join(folder, 'training'), { recursive: true })
  for (const name of [left, ...others]) await writeFile(join(folder, name), 'half')
  await writeFile(join(folder, 'training', left), 'half')
})

describe('what a kill left half written', () => {
  it('is removed by its exact name, and nothing else', async () => {
    await removeLeftovers(folder)
    expect((await readdir(folder)).sort()).toEqual([...others, 'training'].sort())
    expect(await readdir(join(folder, 'training'))).toEqual([left])
    await removeLeftovers(folder, 1)
    expect(await readdir(join(folder, 'training'))).toEqual([])
  })

  it('is no folder and no link, and is not looked for behind links', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'gaitway-left-'))
    onTestFinished(() => rm(elsewhere, { recursive: true }))
    await writeFile(join(elsewhere, left), 'mine')
    await mkdir(join(folder, 'folder.0123456789ab.tmp'))
    await symlink(join(elsewhere, left), join(folder, 'link.0123456789ab.tmp'))
    await symlink(elsewhere, join(folder, 'way'))
    await removeLeftovers(folder, 3)
    expect(await readdir(elsewhere)).toEqual([left])
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['folder.0123456789ab.tmp', 'link.0123456789ab.tmp']),
    )
  })

  it('stays in a folder that somebody has the lock of', async () => {
    const release = await takeLock(lockOf(folder), { doing: 'training', refusal: () => 'in use' })
    await removeLeftoversIfFree(folder)
    expect(await readdir(folder)).toContain(left)
    await release()
    await removeLeftoversIfFree(folder)
    expect(await readdir(folder)).not.toContain(left)
    expect(await readdir(join(folder, '..'))).toEqual(['model'])
  })

  it('is not missed where there is no folder', async () => {
    await removeLeftovers(join(folder, 'nothing'))
    await removeLeftoversIfFree(join(folder, 'nothing'))
  })
})
