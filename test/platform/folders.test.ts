import { beforeEach, describe, expect, it } from 'vitest'
import { makeStaging, recoverFolder, replaceFolder } from '../../src/platform/folders.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'

let files: MemoryFiles
beforeEach(async () => {
  files = new MemoryFiles()
  await files.writeAtomic('library/runs/old', new Uint8Array(1))
})

const names = async (folder: string) => (await files.list(folder)).map(({ name }) => name)

async function stage(): Promise<string> {
  const staging = await makeStaging('library/runs', files)
  await files.writeAtomic(`${staging}/new`, new Uint8Array(1))
  return staging
}

describe('replaceFolder', () => {
  it('exchanges the old folder for the new one and leaves nothing else', async () => {
    await replaceFolder(await stage(), 'library/runs', files)
    expect(await names('library/runs')).toEqual(['new'])
    expect(await names('library')).toEqual(['runs'])
  })

  it('puts the old folder back when the new one cannot be put in place', async () => {
    const staging = await stage()
    const rename = files.rename.bind(files)
    files.rename = async (from, to) => {
      if (from === staging) throw new Error('no')
      await rename(from, to)
    }
    await expect(replaceFolder(staging, 'library/runs', files)).rejects.toThrow('no')
    expect(await names('library/runs')).toEqual(['old'])
  })

  it('can be stopped by a crash anywhere: the folder is the old one or the new one', async () => {
    for (let lastOperation = 0; lastOperation < 4; lastOperation++) {
      files = new MemoryFiles()
      await files.writeAtomic('library/runs/old', new Uint8Array(1))
      const staging = await stage()
      let operations = 0
      const crashing =
        (work: (...paths: string[]) => Promise<void>) =>
        async (...paths: string[]) => {
          if (operations++ >= lastOperation) await new Promise(() => {})
          await work(...paths)
        }
      const dying = Object.create(files) as MemoryFiles
      dying.rename = crashing((from, to) => files.rename(from, to))
      dying.remove = crashing((path) => files.remove(path))
      dying.stat = (path) => files.stat(path)
      void replaceFolder(staging, 'library/runs', dying)
      await new Promise((resolve) => setTimeout(resolve))
      await recoverFolder('library/runs', files)
      expect(await names('library/runs')).toEqual([lastOperation < 3 ? 'old' : 'new'])
    }
  })
})

describe('makeStaging', () => {
  it('removes what a crash left long ago, not what another program is writing', async () => {
    const [dead, alive] = [await stage(), await stage()]
    const list = files.list.bind(files)
    const age = (name: string) => (dead.endsWith(name) ? 2 * 86_400_000 : 1000)
    files.list = async (folder) =>
      (await list(folder)).map((entry) => ({ ...entry, modifiedAt: Date.now() - age(entry.name) }))
    await stage()
    expect(await files.stat(dead)).toBeUndefined()
    expect(await files.stat(alive)).toBeDefined()
  })

  it('needs a name to stand beside', async () => {
    await expect(makeStaging('library/..', files)).rejects.toThrow(/library\/\.\. is no name for a folder/)
  })
})
