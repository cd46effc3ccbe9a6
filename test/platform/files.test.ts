import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import type { Files } from '../../src/platform/files.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'

const text = (value: string) => new TextEncoder().encode(value)
const read = async (files: Files, path: string) => new TextDecoder().decode(await files.read(path))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What every place for files does alike. */
describe.each([
  ['NodeFiles', () => new NodeFiles(folder)],
  ['MemoryFiles', () => new MemoryFiles()],
])('%s', (_, open) => {
  let files: Files
  beforeEach(() => {
    files = open()
  })

  it('writes and reads, and makes the folders on the way', async () => {
    await files.writeAtomic('a/b/c.txt', text('hello'))
    expect(await read(files, 'a/b/c.txt')).toBe('hello')
    await files.writeAtomic('a/b/c.txt', text('again'))
    expect(await read(files, 'a/b/c.txt')).toBe('again')
  })

  it('lists what a folder holds in depth, and reads what was listed', async () => {
    for (const path of ['d/b.txt', 'd/a/c.txt', 'd/a/deep/e.txt', 'd/shut/f.txt'])
      await files.writeAtomic(path, text(path))
    const tree = await files.tree('d', (name) => name === 'a')
    expect(tree.entries).toMatchObject([
      { name: 'a', kind: 'folder' },
      { name: 'a/c.txt', kind: 'file', bytes: 9 },
      { name: 'a/deep', kind: 'folder' },
      { name: 'b.txt', kind: 'file', bytes: 7 },
      { name: 'shut', kind: 'folder' },
    ])
    expect(await tree.files.readRange('a/c.txt', 2, 5)).toEqual(text('a/c'))
    await expect(tree.files.readRange('a/c.txt', 2, 50)).rejects.toThrow(InputError)
    await expect(files.tree('none', () => true)).rejects.toThrow('none does not exist')
  })

  it('reads ranges, and says when a file ends before', async () => {
    await files.writeAtomic('f', text('0123456789'))
    expect(new TextDecoder().decode(await files.readRange('f', 3, 6))).toBe('345')
    expect(await files.readRange('f', 10, 10)).toHaveLength(0)
    await expect(files.readRange('f', 8, 11)).rejects.toThrow(/f ends at byte 10, byte 11 is needed/)
  })

  it('appends', async () => {
    await files.append('log', text('one '))
    await files.append('log', text('two'))
    expect(await read(files, 'log')).toBe('one two')
  })

  it('tells what is there', async () => {
    await files.writeAtomic('d/b', text('12'))
    await files.writeAtomic('d/a/x', text('1'))
    expect(await files.stat('d/none')).toBeUndefined()
    expect(await files.stat('d/b/none')).toBeUndefined()
    expect(await files.stat('d/b')).toMatchObject({ name: 'b', isFolder: false, bytes: 2 })
    const entries = await files.list('d')
    expect(entries.map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['a', true],
      ['b', false],
    ])
    await files.makeFolder('empty')
    expect(await files.list('empty')).toEqual([])
  })

  it('renames folders and removes them', async () => {
    await files.writeAtomic('d/a/x', text('1'))
    await files.rename('d', 'e/f')
    expect(await files.stat('d')).toBeUndefined()
    expect(await read(files, 'e/f/a/x')).toBe('1')
    await files.remove('e')
    expect(await files.stat('e')).toBeUndefined()
    await files.remove('e')
  })

  it('never renames a folder over one that has something in it', async () => {
    await files.writeAtomic('d/x', text('1'))
    await files.writeAtomic('e/y', text('2'))
    await expect(files.rename('d', 'e')).rejects.toThrow(/e exists already/)
    expect(await read(files, 'e/y')).toBe('2')
    expect(await read(files, 'd/x')).toBe('1')
  })

  it.each(['read', 'list'] as const)('says in one line that a path does not exist: %s', async (verb) => {
    const error = await files[verb]('no/such').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toBe('no/such does not exist: check the path')
  })
})

describe('NodeFiles', () => {
  it.runIf(process.platform === 'linux')(
    'says where no folder can be made, in place of waiting for ever',
    async () => {
      const said = 'no folder can be made at /proc/gaitway'
      await expect(new NodeFiles().makeFolder('/proc/gaitway/a')).rejects.toThrow(new InputError(said))
      await expect(new NodeFiles().writeAtomic('/proc/gaitway/a', text('a'))).rejects.toThrow(InputError)
    },
  )

  it('leaves the old file and no rest of the new one when a write fails', async () => {
    const files = new NodeFiles(folder)
    await files.makeFolder('f')
    await expect(files.writeAtomic('f', text('x'))).rejects.toThrow(InputError)
    expect(await readdir(folder)).toEqual(['f'])
  })

  it.each(['../x', 'a/../../x', '/etc/passwd'])('does not leave its root: %s', async (path) => {
    const files = new NodeFiles(folder)
    await expect(files.read(path)).rejects.toThrow(/leads out of/)
    await expect(files.writeAtomic(path, text('x'))).rejects.toThrow(/leads out of/)
  })

  it('lists a folder although a link in it leads nowhere', async () => {
    const files = new NodeFiles(folder)
    await files.writeAtomic('ok', text('x'))
    await symlink(join(folder, 'none'), join(folder, 'dangling'))
    expect((await files.list('.')).map(({ name }) => name)).toEqual(['ok'])
  })

  it('explains what a path is instead of what is needed', async () => {
    const files = new NodeFiles(folder)
    await files.writeAtomic('file', text('x'))
    await files.makeFolder('folder')
    await expect(files.read('folder')).rejects.toThrow(/folder is a folder, a file is needed/)
    await expect(files.list('file')).rejects.toThrow(/a part of this path is a file/)
    await expect(files.read('a\0b')).rejects.toThrow(/zero byte/)
  })
})

describe('the real place of a path', () => {
  let outside: string
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'gaitway-outside-'))
    await mkdir(join(folder, 'store', 'deep'), { recursive: true })
  })
  afterEach(() => rm(outside, { recursive: true }))

  it('is itself where it is no link', async () => {
    const files = new NodeFiles()
    for (const path of ['runs', './runs/', join(folder, 'store'), join(folder, 'nothing')])
      expect(await files.realPath(path)).toBe(path)
  })

  it('is where its link leads, step by step, even if nothing is there yet', async () => {
    await symlink('store/new', join(folder, 'a'))
    await symlink(join(folder, 'a'), join(folder, 'b'))
    expect(await new NodeFiles(folder).realPath('b')).toBe('store/new')
    expect(await new NodeFiles().realPath(join(folder, 'b'))).toBe(join(folder, 'store', 'new'))
    // A link's way begins in the real folder that it lies in.
    await symlink(join(folder, 'store', 'deep'), join(folder, 'way'))
    await symlink('../new', join(folder, 'store', 'deep', 'up'))
    expect(await new NodeFiles(folder).realPath('way/up')).toBe('store/new')
  })

  it('is refused where it cannot be, or must not be', async () => {
    const files = new NodeFiles(folder)
    await symlink('circle', join(folder, 'circle'))
    await expect(files.realPath('circle')).rejects.toThrow(/leads back to itself/)
    await symlink('/nowhere/at/all', join(folder, 'lost'))
    await expect(files.realPath('lost')).rejects.toThrow(/there is no folder to put anything/)
    await symlink(outside, join(folder, 'out'))
    await expect(files.realPath('out')).rejects.toThrow(/is a link that leads out of/)
    await symlink(outside, join(folder, 'store', 'way'))
    await symlink('store/way/x', join(folder, 'out-by-two'))
    await expect(files.realPath('out-by-two')).rejects.toThrow(/is a link that leads out of/)
  })
})
