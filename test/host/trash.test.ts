import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Trash } from '../../src/host/trash.js'
import { openTestHost, temporaryFolder, writeEpisodes } from './temporaryLibrary.js'

const KB = 1024

async function openTrash(mostBytes: number) {
  const root = await temporaryFolder()
  const folder = join(root, '.trash')
  await mkdir(folder)
  const log: string[] = []
  const trash = new Trash(folder, { mostBytes, log: (line) => log.push(line) })
  /** A folder with one file of so many bytes. */
  const make = async (name: string, bytes: number) => {
    const path = join(root, name)
    await mkdir(path)
    await writeFile(join(path, 'file'), 'x'.repeat(bytes))
    return path
  }
  const names = async () =>
    (await readdir(folder)).map((name) => name.replace(/^\d+-[0-9a-f]{8}-/, '')).sort()
  return { root, folder, trash, log, make, names }
}

/** As the trash names what was deleted then. */
const deletedAt = (time: number, name: string) => `${time}-01234567-${name}`

describe('a trash that is full', () => {
  it('erases the oldest first, and says so', async () => {
    const { trash, log, make, names, folder } = await openTrash(100 * KB)
    const now = Date.now()
    for (const [age, name] of [
      ['3', 'oldest'],
      ['2', 'older'],
      ['1', 'newest'],
    ] as const) {
      await mkdir(join(folder, deletedAt(now - Number(age) * 1000, name)))
      await writeFile(join(folder, deletedAt(now - Number(age) * 1000, name), 'file'), 'x'.repeat(40 * KB))
    }
    await trash.tidy()
    expect(await names()).toEqual(['newest', 'older'])
    expect(log).toEqual([
      expect.stringMatching(/^the trash has \d+ bytes, at most \d+ stay: .*oldest is erased$/),
    ])

    await trash.put(await make('just-now', 70 * KB))
    await trash.tidy()
    expect(await names()).toEqual(['just-now'])
  })

  it('keeps what was deleted last, however large, so that it can be undone', async () => {
    const { trash, make, names } = await openTrash(10 * KB)
    const first = await trash.put(await make('first', KB))
    const path = await make('large', 50 * KB)
    const token = await trash.put(path)
    await trash.tidy()
    expect(await names()).toEqual(['large'])
    await expect(trash.restore(first)).rejects.toThrow('can no longer be undone')
    expect(await trash.restore(token)).toBe(path)
    expect(await readFile(join(path, 'file'), 'utf8')).toHaveLength(50 * KB)
  })

  it('never takes more than a tenth of the disk, whatever its limit', async () => {
    const { trash, folder, names } = await openTrash(Number.MAX_SAFE_INTEGER)
    const now = Date.now()
    for (const name of ['a', 'b']) {
      await writeFile(join(folder, deletedAt(now - (name === 'a' ? 2000 : 1000), name)), '')
      // Sparse: it counts as what it would take elsewhere.
      await truncate(join(folder, deletedAt(now - (name === 'a' ? 2000 : 1000), name)), 2 ** 43)
    }
    await trash.tidy()
    expect(await names()).toEqual(['b'])
  })

  it('counts a link as a link, and erases it as one', async () => {
    const { root, trash, folder, make, names } = await openTrash(10 * KB)
    const mine = await make('mine', 100 * KB)
    const old = Date.now() - 1000
    await symlink(mine, join(folder, deletedAt(old, 'link')))
    await mkdir(join(folder, deletedAt(old, 'folder')))
    await symlink(root, join(folder, deletedAt(old, 'folder'), 'up'))
    await trash.put(await make('new', KB))
    await trash.tidy()
    expect(await names()).toEqual(['folder', 'link', 'new'])
    await trash.put(await make('large', 20 * KB))
    await trash.tidy()
    expect(await names()).toEqual(['large'])
    expect(await readdir(mine)).toEqual(['file'])
  })
})

it('what else lies in the trash is not touched', async () => {
  const { trash, folder, make } = await openTrash(KB)
  for (const name of ['2019-holidays', '1500000000000', 'notes.txt']) await mkdir(join(folder, name))
  await trash.put(await make('large', 20 * KB))
  await trash.tidy()
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining(['1500000000000', '2019-holidays', 'notes.txt']),
  )
})

it('the host says what it erases, and has done so when it closes', async () => {
  const { host, call, log } = await openTestHost({ trashBytes: 10 })
  for (const id of ['one', 'two']) {
    await writeEpisodes(join(host.library, 'datasets'), id, 1)
    await call('library.remove', { kind: 'datasets', id })
  }
  await host.close()
  expect(await readdir(join(host.library, '.trash'))).toEqual([expect.stringMatching(/-two$/)])
  expect(log).toEqual([expect.stringMatching(/the trash has .*-one is erased/)])
})
