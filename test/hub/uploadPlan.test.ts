import { execFileSync } from 'node:child_process'
import { link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeDataset } from '../../src/data/index.js'
import { planUpload, push, type RepoKind } from '../../src/hub/index.js'
import { InputError } from '../../src/platform/errors.js'
import { NodeFiles } from '../../src/platform/nodeFiles.js'
import { makeEpisodes } from '../data/episodes.js'
import { type StandInHub, startStandInHub } from './standInHub.js'

const SECRET = 'what nobody else may see'
let top: string
let secret: string
let hub: StandInHub
const files = new NodeFiles()

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'gaitway-plan-'))
  secret = join(top, 'private', 'id_rsa')
  await put('private/id_rsa', SECRET)
  hub = await startStandInHub({ users: { hf_ada: { name: 'ada' } } })
})
afterEach(async () => {
  await hub.close()
  await rm(top, { recursive: true, force: true })
})

async function put(path: string, text = 'x'): Promise<void> {
  await mkdir(dirname(join(top, path)), { recursive: true })
  await writeFile(join(top, path), text)
}

/** A dataset with what lies around in folders. */
async function dataset(...others: string[]): Promise<string> {
  await writeDataset(join(top, 'runs'), makeEpisodes(3), files)
  for (const other of others) await put(`runs/${other}`)
  return join(top, 'runs')
}

const plan = (folder: string, kind: RepoKind = 'dataset', include: string[] = []) =>
  planUpload({ kind, folder, files, include })
const namesOf = ({ files: listed }: { files: { name: string }[] }) => listed.map(({ name }) => name)

/** What a stranger can read on the Hub after this push. */
async function published(folder: string, kind: RepoKind = 'dataset'): Promise<string[]> {
  await push({ kind, folder, files, repo: 'ada/runs', token: 'hf_ada', hubUrl: hub.url })
  return [...hub.repos.get(`${kind}s/ada/runs`)!.files.keys()].sort()
}

describe('what a push sends', () => {
  it('is what belongs to a dataset; all else is named, and stays', async () => {
    const others = ['Thumbs.db', 'notes.txt', '.env', 'id_rsa', 'node_modules/x/y.js', 'meta.json.ab12.tmp']
    const words = ['LICENSE', 'NOTICE.md', '.gitattributes', 'CITATION.cff']
    const folder = await dataset(
      ...others,
      ...words,
      'data/._train.parquet',
      'data/notes.txt',
      'data/deep/a.parquet',
    )
    const made = await plan(folder)
    expect(namesOf(made).sort()).toEqual(
      [...words, 'README.md', 'data/train-00000-of-00001.parquet', 'meta.json'].sort(),
    )
    expect([...made.leftOut].sort()).toEqual(
      [
        '.env',
        'Thumbs.db',
        'data/._train.parquet',
        'data/deep/',
        'data/notes.txt',
        'id_rsa',
        'meta.json.ab12.tmp',
        'node_modules/',
        'notes.txt',
      ].sort(),
    )
    expect(await published(folder)).toEqual(namesOf(made).sort())
  })

  it('is what belongs to a model', async () => {
    const own = [
      'README.md',
      'certificate.json',
      'config.json',
      'gaitway.json',
      'model.onnx',
      'model.safetensors',
      'training/events.out.tfevents.1.gaitway',
      'training/metrics.jsonl',
      'training/run.json',
      'training/state.safetensors',
    ]
    for (const name of [...own, 'pytorch_model.bin', 'training/.lock', 'training/x.tmp', 'data/x.parquet'])
      await put(`walker/${name}`, '{}')
    const made = await plan(join(top, 'walker'), 'model')
    expect(namesOf(made)).toEqual(own)
    expect(made.leftOut).toEqual(['data/', 'pytorch_model.bin', 'training/.lock', 'training/x.tmp'])
    expect(await published(join(top, 'walker'), 'model')).toEqual(own)
  })

  it('is a picture too, where it is named', async () => {
    const folder = await dataset('images/front.png', 'images/notes.txt')
    const made = await plan(folder, 'dataset', ['images/front.png'])
    expect(namesOf(made)).toContain('images/front.png')
    expect(made.leftOut).toEqual(['images/notes.txt'])
    for (const name of ['images', 'images/back.png', '../private/id_rsa'])
      await expect(plan(folder, 'dataset', [name])).rejects.toThrow(/has no file .*path in the folder/)
  })
})

describe('links', () => {
  it.each(['notes.txt', 'README.md', 'LICENSE', 'data/more.parquet', 'images'])(
    'that lead out of the folder are refused by name, as %s, and nothing is sent',
    async (name) => {
      const folder = await dataset()
      await rm(join(folder, name), { force: true })
      await symlink(name === 'images' ? dirname(secret) : secret, join(folder, name))
      for (const act of [plan, published]) {
        const error = await act(folder).then(
          () => expect.unreachable(),
          (reason: unknown) => reason,
        )
        expect(error).toBeInstanceOf(InputError)
        expect((error as Error).message).toContain(`${name} is a link that leads out of the folder`)
      }
      expect(hub.requests).toEqual([])
    },
  )

  it.each([
    ['through another link', '../hop'],
    ['to nothing', 'nowhere'],
    ['to themselves', 'notes.txt'],
    ['to a folder', 'data'],
    ['to a folder whose name begins alike', '../runs-private/key'],
    ['to an endless device', '/dev/zero'],
  ])('%s are refused', async (_, target) => {
    const folder = await dataset()
    await symlink(secret, join(top, 'hop'))
    await put('runs-private/key', SECRET)
    await symlink(target, join(folder, 'notes.txt'))
    await expect(plan(folder)).rejects.toThrow(/notes\.txt is a link that leads out/)
  })

  it('are refused for the folder of the data too', async () => {
    const folder = await dataset()
    await rename(join(folder, 'data'), join(top, 'elsewhere'))
    await symlink(join(top, 'elsewhere'), join(folder, 'data'))
    await expect(published(folder)).rejects.toThrow(/data is a link that leads out/)
  })

  it('that stay in the folder are the file that they lead to', async () => {
    const folder = await dataset('licence-text')
    await writeFile(join(folder, 'licence-text'), 'MIT')
    await symlink('licence-text', join(folder, 'LICENSE'))
    expect(await published(folder)).toContain('LICENSE')
    expect(Buffer.from(hub.repos.get('datasets/ada/runs')!.files.get('LICENSE')!).toString()).toBe('MIT')
  })

  it('to the folder itself are the folder', async () => {
    await dataset('notes.txt')
    await symlink('runs', join(top, 'entry'))
    expect(await published(join(top, 'entry'))).toContain('meta.json')
  })
})

describe('a file that changes places after it was listed', () => {
  const steal = (folder: string, name: string) => async () => {
    await rm(join(folder, name))
    await symlink(secret, join(folder, name))
  }

  it('is not read through a link, nor from another file', async () => {
    const folder = await dataset('LICENSE')
    const { read } = await plan(folder)
    expect(await read.readRange('LICENSE', 0, 1)).toEqual(new TextEncoder().encode('x'))
    await steal(folder, 'LICENSE')()
    await expect(read.readRange('LICENSE', 0, 1)).rejects.toThrow(
      'LICENSE was replaced since the folder was listed',
    )
    await rm(join(folder, 'LICENSE'))
    await link(secret, join(folder, 'LICENSE'))
    await expect(read.readRange('LICENSE', 0, 1)).rejects.toThrow('LICENSE was replaced')
  })

  it('is not read through a folder that became a link', async () => {
    const folder = await dataset()
    const { read } = await plan(folder)
    const name = 'data/train-00000-of-00001.parquet'
    await rename(join(folder, 'data'), join(folder, 'old'))
    await put(`elsewhere/train-00000-of-00001.parquet`, SECRET)
    await symlink(join(top, 'elsewhere'), join(folder, 'data'))
    await expect(read.readRange(name, 0, 4)).rejects.toThrow(`${name} was replaced`)
  })

  it('ends the push, and what it leads to is not on the Hub', async () => {
    const folder = await dataset('LICENSE')
    const pushed = push({
      kind: 'dataset',
      folder,
      files,
      repo: 'ada/runs',
      token: 'hf_ada',
      hubUrl: hub.url,
      onPlan: () => void swap(),
    })
    const swap = steal(folder, 'LICENSE')
    await expect(pushed).rejects.toThrow('LICENSE was replaced since the folder was listed')
    expect(hub.repos.get('datasets/ada/runs')?.commits ?? []).toEqual([])
  })

  it.runIf(process.platform !== 'win32')('for a pipe does not wait for its writer', async () => {
    const folder = await dataset('LICENSE')
    const { read } = await plan(folder)
    await rm(join(folder, 'LICENSE'))
    execFileSync('mkfifo', [join(folder, 'LICENSE')])
    await expect(read.readRange('LICENSE', 0, 1)).rejects.toThrow('LICENSE was replaced')
    await expect(published(folder)).rejects.toThrow('LICENSE is no regular file')
  })
})
