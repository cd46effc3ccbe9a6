import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { describe, expect, it } from 'vitest'
import { requireAsPackaged } from '../../electron/unpacked.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

/** The byte of a fuse in the binary. */
const state = { off: '0'.charCodeAt(0), on: '1'.charCodeAt(0) }

const repository = join(import.meta.dirname, '..', '..')

/** Packages the built app around a stand-in for Electron that has only the place for its fuses. */
async function packageApp(): Promise<string> {
  if (!existsSync(join(repository, 'dist', 'app', 'index.html')))
    throw new Error('the app is not built: npm run build')
  const distribution = await temporaryFolder()
  const fuses = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'0'.repeat(9)}`
  await writeFile(join(distribution, 'electron'), `#!/bin/sh\nexit 0\n${fuses}`)
  await chmod(join(distribution, 'electron'), 0o755)
  await writeFile(join(distribution, 'version'), '45.0.0')
  const output = join(await temporaryFolder(), 'out')
  await mkdir(output)
  const builder = join(repository, 'node_modules', 'electron-builder', 'cli.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [builder, '--linux', '--dir', `-c.electronDist=${distribution}`, `-c.directories.output=${output}`],
    { cwd: repository, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`electron-builder ended with ${status}: ${stdout}${stderr}`)
  return join(output, 'linux-unpacked')
}

describe.runIf(process.platform === 'linux')('the packaged app', () => {
  it('holds the built app and its data, nothing else, around a binary with its fuses set', async () => {
    const folder = await packageApp()
    const archive = join(folder, 'resources', 'app.asar')
    const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
    for (const needed of [
      '/package.json',
      '/dist/app/index.html',
      '/dist/node/electron/main.mjs',
      '/dist/node/unpacked.json',
      '/dist/node/workers/record.mjs',
      '/dist/preload/preload.cjs',
      '/levels/sprint.json',
    ])
      expect(files).toContain(needed)
    const allowed =
      /^\/(package\.json|LICENSE|dist(\/(app|preload)(\/.*)?|\/node(\/unpacked\.json|\/(electron|chunks|assets|workers)(\/.*)?)?)?|(assets|levels)(\/.*)?)$/
    expect(files.filter((path) => !allowed.test(path) || path.endsWith('.map'))).toEqual([])
    expect(files.filter((path) => path.startsWith('/dist/node/electron/'))).toEqual([
      '/dist/node/electron/main.mjs',
    ])

    const beside = `${archive}.unpacked`
    for (const real of ['dist/node/workers/record.mjs', 'levels/sprint.json'])
      expect(existsSync(join(beside, real)), real).toBe(true)
    // What the main process runs is in the archive alone, and what lies beside it is what the archive says.
    expect(readdirSync(join(beside, 'dist', 'node')).sort()).toEqual(['assets', 'workers'])
    const chunks = files.filter((path) => path.startsWith('/dist/node/chunks/'))
    expect(chunks.length).toBeGreaterThan(5)
    const root = await temporaryFolder()
    await mkdir(join(root, 'dist', 'node'), { recursive: true })
    await writeFile(
      join(root, 'dist', 'node', 'unpacked.json'),
      extractFile(archive, 'dist/node/unpacked.json'),
    )
    await requireAsPackaged(root, beside)
    await writeFile(join(beside, 'dist', 'node', 'workers', 'record.mjs'), 'evil')
    await expect(requireAsPackaged(root, beside)).rejects.toThrow('workers/record.mjs')

    const wire = await getCurrentFuseWire(join(folder, 'gaitway'))
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ]
    const on = [FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.EnableEmbeddedAsarIntegrityValidation]
    for (const fuse of off) expect(wire[fuse], FuseV1Options[fuse]).toBe(state.off)
    for (const fuse of on) expect(wire[fuse], FuseV1Options[fuse]).toBe(state.on)
  })
})
