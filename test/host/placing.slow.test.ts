import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { type Folders, openFolders, requireOwnFolders } from '../../src/host/folders.js'
import { finishPlacements, placeFolder, scratch } from '../../src/host/placing.js'
import { openTestHost, temporaryFolder } from './temporaryLibrary.js'

async function makeFolder(path: string, content: string): Promise<string> {
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'file'), content)
  return path
}

const contentOf = (path: string) => readFile(join(path, 'file'), 'utf8')

async function prepare(): Promise<{ folders: Folders; staged: string; target: string; journal: string }> {
  const root = await temporaryFolder()
  const folders = await openFolders(join(root, 'library'), root)
  const staged = await makeFolder(join(folders.staging, 'job', 'dataset'), 'new')
  const journal = join(folders.journals, '1.journal')
  await writeFile(journal, '')
  return { folders, staged, target: join(folders.datasets, 'runs'), journal }
}

/** As a start of the host does it; what it says. */
async function finish(folders: Folders): Promise<string[]> {
  const log: string[] = []
  await finishPlacements(folders, (line) => log.push(line))
  return log
}

describe('placing a folder', () => {
  it('moves it and removes what it was made from', async () => {
    const { folders, staged, target, journal } = await prepare()
    await placeFolder(folders, staged, target, {
      replace: false,
      obsolete: [journal, join(folders.staging, 'job')],
    })
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.journals)).toEqual([])
    expect(await readdir(folders.staging)).toEqual([])
  })

  it('takes the place of another only when told to', async () => {
    const { folders, staged, target, journal } = await prepare()
    await makeFolder(target, 'old')
    await expect(
      placeFolder(folders, staged, target, { replace: false, obsolete: [journal] }),
    ).rejects.toThrow('exists')
    expect([await contentOf(target), await contentOf(staged)]).toEqual(['old', 'new'])
    expect(await readdir(folders.journals)).toHaveLength(1)
    // What the user was told has failed must not happen at the next start.
    await finish(folders)
    expect(await contentOf(target)).toBe('old')

    await placeFolder(folders, staged, target, { replace: true })
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('puts the old one back when the new one cannot be moved', async () => {
    const { folders, target, journal } = await prepare()
    await makeFolder(target, 'old')
    // A folder cannot be moved into itself: the second of the two moves fails.
    const impossible = { replace: true, obsolete: [journal] }
    await expect(placeFolder(folders, folders.datasets, target, impossible)).rejects.toThrow()
    expect(await contentOf(target)).toBe('old')
    expect(await readdir(folders.journals)).toHaveLength(1)
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('does nothing when there is nothing to place', async () => {
    const { folders, staged, target, journal } = await prepare()
    const nothing = placeFolder(folders, `${staged}-gone`, target, { replace: false, obsolete: [journal] })
    await expect(nothing).rejects.toThrow('is not there')
    expect(await readdir(folders.journals)).toHaveLength(1)
  })
})

const id = '00000000-0000-4000-8000-000000000000'
const replaced = `${id}.replaced`

/** The intent as it is on the disk when the machine stops. */
async function intend(folders: Folders, change: Record<string, unknown> = {}): Promise<string> {
  const intent = join(folders.staging, `${id}.placement.json`)
  const placement = {
    staged: '.staging/job/dataset',
    target: 'datasets/runs',
    replaced: `.staging/${replaced}`,
    obsolete: ['.journals/1.journal'],
  }
  await writeFile(intent, JSON.stringify({ ...placement, ...change }))
  return intent
}

describe('a crash while placing', () => {
  it('before the first move is finished at the next start', async () => {
    const { folders, target } = await prepare()
    await makeFolder(target, 'old')
    await intend(folders)
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.journals)).toEqual([])
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('between the two moves is finished at the next start', async () => {
    const { folders, target } = await prepare()
    await intend(folders)
    await makeFolder(join(folders.staging, replaced), 'old')
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('while something was built leaves nothing of it', async () => {
    const { folders } = await prepare()
    await makeFolder(join(folders.staging, `${scratch}1`), 'half')
    await finish(folders)
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('after the moves only tidies up: nothing is saved twice', async () => {
    const { folders, target } = await prepare()
    await makeFolder(target, 'new')
    await intend(folders, { staged: '.staging/moved-already' })
    await finish(folders)
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.journals)).toEqual([])
  })

  it('of a training’s checkpoint is finished too', async () => {
    const { folders } = await prepare()
    const job = join(folders.staging, 'train-01234567-89ab')
    await makeFolder(join(job, 'incoming'), 'new')
    await makeFolder(join(job, 'checkpoint'), 'old')
    const name = '.staging/train-01234567-89ab'
    await intend(folders, { staged: `${name}/incoming`, target: `${name}/checkpoint`, obsolete: [] })
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(join(job, 'checkpoint'))).toBe('new')
  })

  it('is finished in a library that was moved since', async () => {
    const { folders, target } = await prepare()
    await makeFolder(target, 'old')
    // What `placeFolder` itself writes down.
    const writes: string[] = []
    const write = NodeFiles.prototype.writeAtomic
    vi.spyOn(NodeFiles.prototype, 'writeAtomic').mockImplementation(async function (
      this: NodeFiles,
      path,
      bytes,
    ) {
      await write.call(this, path, bytes)
      writes.push(path)
      throw new Error('power cut')
    })
    const journal = join(folders.journals, '1.journal')
    await expect(
      placeFolder(folders, join(folders.staging, 'job', 'dataset'), target, {
        replace: true,
        obsolete: [journal],
      }),
    ).rejects.toThrow('power cut')
    vi.restoreAllMocks()
    expect(writes).toHaveLength(1)
    expect(await readFile(writes[0], 'utf8')).not.toContain(folders.library)

    const moved = `${folders.library}-elsewhere`
    await rename(folders.library, moved)
    const there = await openFolders(moved, moved)
    expect(await finish(there)).toEqual([])
    expect(await contentOf(join(there.datasets, 'runs'))).toBe('new')
    expect(await readdir(there.journals)).toEqual([])
  })

  it('of an earlier version, which wrote absolute paths, is finished where they are this library’s', async () => {
    const { folders, staged, target, journal } = await prepare()
    await intend(folders, {
      staged,
      target,
      replaced: join(folders.staging, replaced),
      obsolete: [journal, join(folders.staging, 'record-01234567-89ab')],
    })
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(target)).toBe('new')
  })

  it('that cannot be finished yet is told, and tried again at the next start', async () => {
    const { folders, target } = await prepare()
    await makeFolder(target, 'old')
    await makeFolder(join(folders.staging, `${scratch}1`, 'runs'), 'new')
    await intend(folders, { staged: `.staging/${scratch}1/runs` })
    const failing = vi.spyOn(NodeFiles.prototype, 'rename').mockRejectedValue(new Error('the disk is full'))
    expect(await finish(folders)).toEqual([
      'datasets/runs could not be put in its place: the disk is full; the next start tries again',
    ])
    failing.mockRestore()
    expect(await contentOf(target)).toBe('old')
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.staging)).toEqual(['job'])
  })
})

describe('an intent that the host could not have written', () => {
  /** A library as it came from somebody, and a folder of the user's beside it. */
  async function visited() {
    const prepared = await prepare()
    const mine = await makeFolder(join(await temporaryFolder(), 'thesis'), 'mine')
    await makeFolder(join(prepared.folders.datasets, 'mine'), 'mine')
    return { ...prepared, mine }
  }

  async function expectSetAside(folders: Folders, log: string[], mine: string): Promise<void> {
    expect(log).toEqual([expect.stringMatching(/is not carried out: .*; it is kept as .*kept-aside-/)])
    expect(await contentOf(mine)).toBe('mine')
    expect(await contentOf(join(folders.datasets, 'mine'))).toBe('mine')
    expect(await contentOf(join(folders.staging, 'job', 'dataset'))).toBe('new')
    expect(await readdir(folders.journals)).toEqual(['1.journal'])
    expect((await readdir(folders.staging)).filter((name) => name.startsWith('kept-aside-'))).toHaveLength(1)
    // And it stays so.
    expect(await finish(folders)).toEqual([])
  }

  const paths: Record<string, (mine: string) => Record<string, unknown>> = {
    'deletes a folder elsewhere': (mine) => ({ obsolete: [mine] }),
    'deletes through ..': () => ({ obsolete: ['.staging/../datasets/mine'] }),
    'deletes a dataset': () => ({ obsolete: ['datasets/mine'] }),
    'deletes all journals': () => ({ obsolete: ['.journals'] }),
    'deletes the library': () => ({ obsolete: [''] }),
    'deletes what is deep in staging': () => ({ obsolete: ['.staging/job/dataset'] }),
    'takes a folder elsewhere': (mine) => ({ staged: mine }),
    'takes a folder through ..': (mine) => ({ staged: `.staging/../../${mine}` }),
    'takes a dataset': () => ({ staged: 'datasets/mine' }),
    'takes the whole of staging': () => ({ staged: '.staging' }),
    'puts it elsewhere': (mine) => ({ target: join(mine, 'runs') }),
    'puts it through ..': () => ({ target: 'datasets/../../runs' }),
    'puts it into a dataset': () => ({ target: 'datasets/mine/data' }),
    'puts it in the place of all datasets': () => ({ target: 'datasets' }),
    'puts it into the trash': () => ({ target: '.trash/runs' }),
    'puts it under a hidden name': () => ({ target: 'datasets/.runs' }),
    'puts it where a dataset is': () => ({ target: 'datasets/mine', replaced: undefined }),
    'puts what it replaces elsewhere': (mine) => ({ replaced: join(mine, 'old') }),
    'replaces under another’s name': () => ({ replaced: '.staging/job' }),
    'has backslashes': () => ({ target: 'datasets\\runs' }),
    'has a zero byte': () => ({ target: 'datasets/a\0b' }),
    'names no text': () => ({ target: 7 }),
    'lists no list': () => ({ obsolete: { length: 1 } }),
    'has lost what it was to place': () => ({ staged: '.staging/gone' }),
  }

  it.each(Object.keys(paths))('and %s is set aside', async (kind) => {
    const { folders, mine } = await visited()
    await intend(folders, paths[kind](mine))
    await expectSetAside(folders, await finish(folders), mine)
  })

  it.each(['staged', 'target', 'obsolete'])(
    'and whose %s leads through a link is set aside',
    async (part) => {
      const { folders, mine } = await visited()
      await symlink(mine, join(folders.staging, 'train-01234567-89ab'))
      const through = {
        staged: { staged: '.staging/train-01234567-89ab/file' },
        target: { target: '.staging/train-01234567-89ab/checkpoint' },
        obsolete: { obsolete: ['.staging/train-01234567-89ab/checkpoint'] },
      }[part]
      await intend(folders, through)
      await expectSetAside(folders, await finish(folders), mine)
    },
  )

  const contents: Record<string, (at: string, mine: string) => unknown> = {
    'is cut short': (at) => writeFile(at, '{half'),
    'is empty': (at) => writeFile(at, ''),
    'is a number': (at) => writeFile(at, '7'),
    'is nested a hundred thousand deep': (at) => writeFile(at, '['.repeat(100_000)),
    'is no text': (at) => writeFile(at, Uint8Array.of(0xff, 0, 0x80)),
    'is a folder': (at) => makeFolder(at, 'x'),
    'is a pipe': (at) => execFileSync('mkfifo', [at]),
    'is a link in a circle': (at) => symlink(at, at),
    'is a link to an endless device': (at) => symlink('/dev/zero', at),
    'is a link to a file elsewhere': (at, mine) => symlink(join(mine, 'file'), at),
    'is a file of a terabyte': async (at) => {
      await writeFile(at, '{')
      await truncate(at, 1e12)
    },
  }

  it.each(Object.keys(contents))('because it %s is set aside, and the library opens', async (kind) => {
    const { folders, mine } = await visited()
    await contents[kind](join(folders.staging, `${id}.placement.json`), mine)
    await expectSetAside(folders, await finish(folders), mine)
    const { call } = await openTestHost({ library: folders.library })
    const { datasets } = await call('library.list', {})
    expect(datasets.map((dataset) => dataset.id)).toContain('mine')
  })

  it('keeps none of the others from being finished', async () => {
    const { folders, target } = await prepare()
    await writeFile(join(folders.staging, '0.placement.json'), '{half')
    await writeFile(join(folders.staging, 'z.placement.json'), '{half')
    await intend(folders)
    expect(await finish(folders)).toHaveLength(2)
    expect(await contentOf(target)).toBe('new')
  })
})

describe('links in a library', () => {
  it('in staging are removed as links, not what they lead to', async () => {
    const { folders } = await prepare()
    const mine = await makeFolder(join(await temporaryFolder(), 'thesis'), 'mine')
    await symlink(mine, join(folders.staging, `${scratch}link`))
    await makeFolder(join(folders.staging, `${scratch}folder`), 'half')
    await symlink(mine, join(folders.staging, `${scratch}folder`, 'link'))
    await finish(folders)
    expect(await readdir(folders.staging)).toEqual(['job'])
    expect(await contentOf(mine)).toBe('mine')
  })

  it('that stand where a new dataset belongs are replaced as links', async () => {
    const { folders, target } = await prepare()
    const mine = await makeFolder(join(await temporaryFolder(), 'thesis'), 'mine')
    await symlink(mine, target)
    await intend(folders)
    expect(await finish(folders)).toEqual([])
    expect(await contentOf(target)).toBe('new')
    expect(await contentOf(mine)).toBe('mine')
  })

  it('in place of datasets are not placed through', async () => {
    const { folders } = await prepare()
    const mine = await makeFolder(join(await temporaryFolder(), 'runs'), 'mine')
    await rename(folders.datasets, `${folders.datasets}-before`)
    await symlink(join(mine, '..'), folders.datasets)
    await intend(folders)
    expect(await finish(folders)).toEqual([expect.stringMatching(/datasets leads elsewhere, to /)])
    expect(await contentOf(mine)).toBe('mine')
  })

  it.each(['.trash', '.staging', '.journals'])('in place of %s are set aside', async (name) => {
    const { folders } = await prepare()
    const mine = await makeFolder(join(await temporaryFolder(), 'thesis'), 'mine')
    for (const own of [`${scratch}1`, '1500000000000-01234567-old', 'x.placement.json', '1.journal'])
      await makeFolder(join(mine, own), 'mine')
    const before = await readdir(mine)
    await rename(join(folders.library, name), join(folders.library, `${name}-before`))
    await symlink(mine, join(folders.library, name))
    const { log, host } = await openTestHost({ library: folders.library })
    await host.close()
    expect(log).toEqual([expect.stringMatching(/was a link to elsewhere: it is kept as .*kept-aside-/)])
    expect(await readdir(mine)).toEqual(before)
    await requireOwnFolders(folders, () => expect.fail('it is a folder by now'))
  })
})
