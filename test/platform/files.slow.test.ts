import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import type { Files } from '../../src/platform/files.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { ThreadFiles } from '../../src/platform/threadFiles.js'

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

  it('reads no more than it is told to', async () => {
    await files.writeAtomic('f', text('0123456789'))
    await expect(files.read('f', { most: 9 })).rejects.toThrow(/f has 10 bytes, at most 9 are read/)
    expect(await files.read('f', { most: 10 })).toHaveLength(10)
  })

  it('gives a reading up when it is told to', async () => {
    await files.writeAtomic('f', text('0123456789'))
    const reason = new Error('no longer wanted')
    await expect(files.read('f', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
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
/** What stands where a file should, and nothing can be read from. */
describe.skipIf(process.platform === 'win32').each([
  ['NodeFiles', () => new NodeFiles(folder)],
  ['ThreadFiles', () => new ThreadFiles(folder)],
])('%s never waits for what is no regular file', (_, open) => {
  const at = (name: string) => join(folder, name)

  it.each<[string, (path: string) => Promise<unknown> | unknown, RegExp]>([
    ['a FIFO', (path) => execFileSync('mkfifo', [path]), /^f is no regular file \(a FIFO\): remove it/],
    ['an endless device', (path) => symlink('/dev/zero', path), /^f is no regular file \(a device\)/],
    [
      'a socket',
      (path) => new Promise<void>((resolve) => createServer().unref().listen(path, resolve)),
      /^f is no regular file \(a socket\)/,
    ],
    ['a link to itself', (path) => symlink(path, path), /^f is a link that leads in a circle/],
    [
      'a file of eight gigabytes',
      (path) => writeFile(path, '').then(() => truncate(path, 8 * 1024 ** 3)),
      /^f has 8589934592 bytes, at most 268435456 are read/,
    ],
  ])('such as %s', async (_name, make, said) => {
    await make(at('f'))
    const error = await open()
      .read('f')
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(said)
  })

  it('reads a range of a file that is too large to be read whole', async () => {
    await writeFile(at('f'), 'head')
    await truncate(at('f'), 8 * 1024 ** 3)
    expect(new TextDecoder().decode(await open().readRange('f', 0, 4))).toBe('head')
    await expect(open().readRange('f', 0, 9 * 1024 ** 3)).rejects.toThrow(/the file is cut short/)
  })

  it('nor looks through a folder without an end', async () => {
    await Promise.all(Array.from({ length: 20_001 }, (_unused, i) => symlink('x', at(`${i}`))))
    await expect(open().list('.')).rejects.toThrow(/holds more than 20000 files/)
  })

  it('nor leaves its root', async () => {
    await expect(open().read('../x')).rejects.toThrow(/leads out of/)
    await expect(open().read(`${folder}x/y`)).rejects.toThrow(/leads out of/)
  })
})

it.skipIf(process.platform === 'win32')('nothing is appended to a FIFO', async () => {
  execFileSync('mkfifo', [join(folder, 'f')])
  await expect(new NodeFiles(folder).append('f', text('x'))).rejects.toThrow(/no regular file/)
})
