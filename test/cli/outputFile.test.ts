import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { requireFreeFile, requireWritable, writeFile as writeOut } from '../../src/cli/outputFile.js'
import { InputError } from '../../src/platform/errors.js'

let folder: string
let out: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-out-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  out = join(folder, 'out.onnx')
})

const text = (value: string) => new TextEncoder().encode(value)

describe('a file that --out names', () => {
  it('is written behind the link where it is one, and the link stays', async () => {
    await mkdir(join(folder, 'store'))
    await symlink(join('store', 'real.onnx'), out)
    for (const content of ['one', 'two']) {
      await requireFreeFile(out, true)
      await writeOut(out, text(content))
      expect(await readFile(join(folder, 'store', 'real.onnx'), 'utf8')).toBe(content)
    }
    expect(await readlink(out)).toBe(join('store', 'real.onnx'))
    expect(await readdir(join(folder, 'store'))).toEqual(['real.onnx'])
  })

  it('may be in folders that are not there yet, which are made only for it', async () => {
    const deep = join(folder, 'a', 'b', 'out.onnx')
    await requireFreeFile(deep, false)
    expect(await readdir(folder)).toEqual([])
    await writeOut(deep, text('x'))
    expect(await readFile(deep, 'utf8')).toBe('x')
  })

  it('is refused before the work where it cannot be written', async () => {
    for (const path of ['/proc/out.onnx', '/proc/new/out.onnx'])
      await expect(requireFreeFile(path, false)).rejects.toThrow(InputError)
    await writeFile(join(folder, 'file'), '')
    await expect(requireFreeFile(join(folder, 'file', 'out.onnx'), false)).rejects.toThrow(InputError)
    await expect(requireFreeFile(folder, true)).rejects.toThrow('is a folder: name a file')
    await writeFile(out, '')
    await expect(requireFreeFile(out, false)).rejects.toThrow('exists already')
  })

  it('is never a device or a pipe, forced or not', async () => {
    execFileSync('mkfifo', [out])
    for (const path of [out, '/dev/null'])
      await expect(requireFreeFile(path, true)).rejects.toThrow('is a device or a pipe: name a file')
  })

  it('finds its folder cleared of what a kill left half written', async () => {
    await writeFile(`${out}.0123456789ab.tmp`, 'half')
    await requireFreeFile(out, false)
    expect(await readdir(folder)).toEqual([])
  })
})

it('a folder that can be written is left as it was', async () => {
  await requireWritable(folder)
  await requireWritable(join(folder, 'not', 'there', 'yet'))
  expect(await readdir(folder)).toEqual([])
  await expect(requireWritable('/proc')).rejects.toThrow(/^\/proc/)
})
