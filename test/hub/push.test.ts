import { afterEach, describe, expect, it } from 'vitest'
import { deleteEpisodes, writeDataset } from '../../src/data/index.js'
import { hubUser, push, type PushOptions } from '../../src/hub/index.js'
import { InputError } from '../../src/platform/errors.js'
import { MemoryFiles } from '../../src/platform/memoryFiles.js'
import { makeEpisodes } from '../data/episodes.js'
import { type StandInHub, startStandInHub } from './standInHub.js'

const TOKEN = 'hf_aVerySecretToken'
const users = {
  [TOKEN]: { name: 'ada', orgs: ['engines'] },
  hf_reader: { name: 'bob', role: 'read' as const },
}

let hub: StandInHub
afterEach(() => hub.close())

async function recorded(episodes = 5): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  await writeDataset('library/runs', makeEpisodes(episodes), files, { title: 'Test runs' })
  return files
}

function options(files: MemoryFiles, changes: Partial<PushOptions> = {}): PushOptions {
  return {
    kind: 'dataset',
    folder: 'library/runs',
    files,
    repo: 'ada/runs',
    token: TOKEN,
    hubUrl: hub.url,
    ...changes,
  }
}

async function contents(files: MemoryFiles, folder: string): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {}
  const walk = async (path: string, prefix: string) => {
    for (const { name, isFolder } of await files.list(path))
      if (isFolder) await walk(`${path}/${name}`, `${prefix}${name}/`)
      else found[prefix + name] = await files.read(`${path}/${name}`)
  }
  await walk(folder, '')
  return found
}

const plain = (files: Map<string, Uint8Array>) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, Uint8Array.from(bytes)]))

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Error)
  const { message, stack = '' } = error as Error
  expect(message).not.toMatch(/\n/)
  expect(message + stack).not.toContain(TOKEN)
  return error as Error
}

describe('push', () => {
  it('makes the repository and puts the folder there byte for byte, in one commit', async () => {
    hub = await startStandInHub({ users })
    const files = await recorded()
    const progress: number[] = []
    const result = await push(options(files, { onProgress: (value) => progress.push(value) }))

    expect(result.url).toBe(`${hub.url}/datasets/ada/runs`)
    const repo = hub.repos.get('datasets/ada/runs')!
    expect(repo.commits).toHaveLength(1)
    expect(repo.private).toBe(false)
    expect(plain(repo.files)).toEqual(await contents(files, 'library/runs'))
    expect(progress.at(-1)).toBe(1)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
  })

  it('sends large files in parts where the Hub asks for it', async () => {
    hub = await startStandInHub({ users, multipart: 1000 })
    const files = await recorded()
    await push(options(files))
    expect(plain(hub.repos.get('datasets/ada/runs')!.files)).toEqual(await contents(files, 'library/runs'))
    expect(hub.requests.filter((request) => /PUT .*\/2$/.test(request))).toHaveLength(1)
  })

  it('pushes models, private ones, and to organisations', async () => {
    hub = await startStandInHub({ users })
    const files = new MemoryFiles()
    const model = {
      'config.json': '{}',
      'model.safetensors': 'weights',
      'training/state.safetensors': 'adam',
    }
    for (const [name, text] of Object.entries(model))
      await files.writeAtomic(`m/${name}`, new TextEncoder().encode(text))
    const result = await push(
      options(files, { kind: 'model', folder: 'm/', repo: 'engines/walker', private: true }),
    )
    expect(result.url).toBe(`${hub.url}/engines/walker`)
    const repo = hub.repos.get('models/engines/walker')!
    expect(repo.private).toBe(true)
    expect(Object.fromEntries([...repo.files].map(([path, bytes]) => [path, bytes.toString()]))).toEqual(
      model,
    )
  })

  it('updates a repository that exists, and leaves there what people added', async () => {
    hub = await startStandInHub({ users })
    const repo = hub.addRepo('datasets/ada/runs', {
      '.gitattributes': '*',
      'notes.md': 'mine',
      'data/train-00000-of-00002.parquet': 'old',
    })
    const files = await recorded()
    await push(options(files))
    await deleteEpisodes('library/runs', [0], files)
    await push(options(files))
    const { '.gitattributes': attributes, 'notes.md': notes, ...rest } = plain(repo.files)
    expect([attributes, notes].map((bytes) => new TextDecoder().decode(bytes))).toEqual(['*', 'mine'])
    expect(rest).toEqual(await contents(files, 'library/runs'))
    expect(repo.commits).toHaveLength(2)
  })

  it.each([
    ['no token', { token: undefined }, /needs a token.*HF_TOKEN/],
    ['a token of something else', { token: 'sk-123' }, /no token of the Hub/],
    ['a token that the Hub refuses', { token: 'hf_revoked' }, /refused the token/],
    ['a token that can only read', { token: 'hf_reader' }, /bob can only read/],
    ["someone else's name", { repo: 'grace/runs' }, /grace\/runs.*no right/],
    ['a name without an owner', { repo: 'runs' }, /OWNER\/NAME/],
    ['a name that climbs', { repo: '../runs' }, /OWNER\/NAME/],
    ['a folder that is not there', { folder: 'library/none' }, /library\/none does not exist/],
    ['a dataset pushed as a model', { kind: 'model' as const }, /library\/runs is no model.*config\.json/],
    ['a Hub that is no address', { hubUrl: 'huggingface' }, /no address of a Hub/],
  ])('refuses %s in one line and publishes nothing', async (_, changes, message) => {
    hub = await startStandInHub({ users })
    const error = await failure(push(options(await recorded(), changes)))
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toMatch(message)
    expect(hub.repos.size).toBe(0)
  })

  it('commits nothing when an upload fails, and goes on where it was the next time', async () => {
    let broken = true
    hub = await startStandInHub({
      users,
      fail: (method, path) => (broken && method === 'PUT' && path.startsWith('/objects/') ? 503 : undefined),
    })
    const files = await recorded()
    const error = await failure(push(options(files)))
    expect(error.message).toMatch(/ada\/runs: the Hub answered 503/)
    expect(hub.repos.get('datasets/ada/runs')!.files.size).toBe(0)
    broken = false
    await push(options(files))
    expect(plain(hub.repos.get('datasets/ada/runs')!.files)).toEqual(await contents(files, 'library/runs'))
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    hub = await startStandInHub({
      users,
      fail: (_, path) => {
        if (path.endsWith('/objects/batch')) abort.abort(new Error('enough'))
        return undefined
      },
    })
    const error = await failure(push(options(await recorded(), { signal: abort.signal })))
    expect(error.message).toBe('enough')
    expect(hub.repos.get('datasets/ada/runs')!.commits).toHaveLength(0)
  })

  it('says when the Hub cannot be reached', async () => {
    hub = await startStandInHub({ users })
    const files = await recorded()
    const gone = options(files)
    await hub.close()
    const error = await failure(push(gone))
    expect(error).not.toBeInstanceOf(InputError)
    expect(error.message).toMatch(/cannot be reached.*ECONNREFUSED/)
  })
})

it('hubUser tells whose token it is', async () => {
  hub = await startStandInHub({ users })
  const user = await hubUser({ token: TOKEN, hubUrl: hub.url })
  expect(user).toEqual({ name: 'ada', organisations: ['engines'], canWrite: true })
})
