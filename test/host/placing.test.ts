import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Folders, openFolders } from '../../src/host/folders.js'
import { finishPlacements, placeFolder, scratch } from '../../src/host/placing.js'
import { temporaryFolder } from './temporaryLibrary.js'

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
    await finishPlacements(folders)
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

/** The intent as it is on the disk when the machine stops. */
async function intend(folders: Folders, staged: string, target: string, obsolete: string[]): Promise<string> {
  const replaced = join(folders.staging, 'x.replaced')
  await writeFile(
    join(folders.staging, 'x.placement.json'),
    JSON.stringify({ staged, target, replaced, obsolete }),
  )
  return replaced
}

describe('a crash while placing', () => {
  it('before the first move is finished at the next start', async () => {
    const { folders, staged, target, journal } = await prepare()
    await makeFolder(target, 'old')
    await intend(folders, staged, target, [journal])
    await finishPlacements(folders)
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.journals)).toEqual([])
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('between the two moves is finished at the next start', async () => {
    const { folders, staged, target, journal } = await prepare()
    const replaced = await intend(folders, staged, target, [journal])
    await makeFolder(replaced, 'old')
    await finishPlacements(folders)
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('while something was built leaves nothing of it', async () => {
    const { folders } = await prepare()
    await makeFolder(join(folders.staging, `${scratch}1`), 'half')
    await finishPlacements(folders)
    expect(await readdir(folders.staging)).toEqual(['job'])
  })

  it('after the moves only tidies up: nothing is saved twice', async () => {
    const { folders, target, journal } = await prepare()
    await makeFolder(target, 'new')
    await intend(folders, join(folders.staging, 'moved already'), target, [journal])
    await finishPlacements(folders)
    expect(await contentOf(target)).toBe('new')
    expect(await readdir(folders.journals)).toEqual([])
  })
})
