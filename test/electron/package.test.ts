import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../host/temporaryLibrary.js'

/** The byte of a fuse in the binary. */
const state = { off: '0'.charCodeAt(0), on: '1'.charCodeAt(0) }

const root = join(import.meta.dirname, '..', '..')

/** Packages the built app around a stand-in for Electron that has only the place for its fuses. */
async function packageApp(): Promise<string> {
  if (!existsSync(join(root, 'dist', 'app', 'index.html')))
    throw new Error('the app is not built: npm run build')
  const distribution = await temporaryFolder()
  const fuses = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'0'.repeat(9)}`
  await writeFile(join(distribution, 'electron'), `#!/bin/sh\nexit 0\n${fuses}`)
  await chmod(join(distribution, 'electron'), 0o755)
  await writeFile(join(distribution, 'version'), '45.0.0')
  const output = join(await temporaryFolder(), 'out')
  await mkdir(output)
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [builder, '--linux', '--dir', `-c.electronDist=${distribution}`, `-c.directories.output=${output}`],
    { cwd: root, encoding: 'utf8' },
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
      '/dist/node/workers/record.mjs',
      '/dist/preload/preload.cjs',
      '/levels/sprint.json',
    ])
      expect(files).toContain(needed)
    const allowed =
      /^\/(package\.json|LICENSE|dist(\/(app|preload)(\/.*)?|\/node(\/(electron|chunks|assets|workers)(\/.*)?)?)?|(assets|levels)(\/.*)?)$/
    expect(files.filter((path) => !allowed.test(path) || path.endsWith('.map'))).toEqual([])
    expect(files.filter((path) => path.startsWith('/dist/node/electron/'))).toEqual([
      '/dist/node/electron/main.mjs',
    ])

    for (const real of ['dist/node/workers/record.mjs', 'levels/sprint.json'])
      expect(existsSync(join(`${archive}.unpacked`, real)), real).toBe(true)

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
