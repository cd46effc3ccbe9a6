import { join } from 'node:path'
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { StandInHub } from '../hub/standInHub.js'
import { openTestHost, temporaryFolder, writeEpisodes } from './temporaryLibrary.js'

const token = 'hf_a-token-that-can-write'

async function open(
  environment: Record<string, string> = {},
  options: ConstructorParameters<typeof StandInHub>[0] = {},
) {
  const hub = await new StandInHub({ users: { [token]: { name: 'ada', role: 'write' } }, ...options }).start()
  onTestFinished(() => hub.close())
  const opened = await openTestHost({ environment: { HF_ENDPOINT: hub.url, ...environment } })
  await writeEpisodes(join(opened.host.library, 'datasets'), 'runs', 2)
  return { hub, ...opened }
}

const push = { kind: 'datasets', id: 'runs', repo: 'ada/runs', private: true } as const

/** Whether a text is anywhere in the files of a folder. */
async function holds(folder: string, text: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return (await Promise.all(files.map((file) => readFile(file)))).some((bytes) => bytes.includes(text))
}

describe('the token of the Hub', () => {
  it('is taken from the environment, or asked for', async () => {
    expect(await (await open({ HF_TOKEN: token })).call('hub.status', {})).toEqual({
      user: 'ada',
      hasToken: true,
    })
    const { call } = await open()
    expect(await call('hub.status', {})).toEqual({ user: null, hasToken: false })
    expect(await call('hub.status', { token })).toEqual({ user: 'ada', hasToken: true })
    expect(await call('hub.status', {})).toEqual({ user: 'ada', hasToken: true })
  })

  it('that is refused is not kept in place of one that works', async () => {
    const { call } = await open({ HF_TOKEN: token })
    await expect(call('hub.status', { token: 'hf_wrong' })).rejects.toThrow('the Hub refused the token')
    await expect(call('hub.status', { token: 'wrong' })).rejects.toThrow('they start with hf_')
    expect(await call('hub.status', {})).toEqual({ user: 'ada', hasToken: true })
  })

  it('is in no file, no event, no answer and no log', async () => {
    const { call, host, events, log, jobState } = await open()
    await call('hub.status', { token })
    const job = await call('hub.push', push)
    await jobState(job.id, 'done')
    expect(await holds(host.library, token)).toBe(false)
    const said = [events, log, await call('jobs.list', {}), await call('settings.get', {})]
    expect(JSON.stringify(said)).not.toContain(token)
  })
})

describe('pushing', () => {
  it('is a job that ends with the address, and what arrives is what lies here', async () => {
    const { hub, call, host, jobState } = await open({ HF_TOKEN: token })
    const job = await call('hub.push', push)
    expect(job).toMatchObject({ kind: 'push', title: 'Push runs to ada/runs', state: 'running' })
    await jobState(job.id, 'done')
    expect(await call('jobs.list', {})).toMatchObject([
      { state: 'done', progress: 1, result: `${hub.url}/datasets/ada/runs` },
    ])
    const repo = hub.repos.get('datasets/ada/runs')!
    expect(repo.private).toBe(true)
    for (const name of ['README.md', 'meta.json', 'data/train-00000-of-00001.parquet'])
      expect(repo.files.get(name), name).toEqual(await readFile(join(host.library, 'datasets', 'runs', name)))
  })

  it('works for shipped models too', async () => {
    const { hub, call, jobState } = await open({ HF_TOKEN: token })
    const job = await call('hub.push', { kind: 'models', id: 'cheetah', repo: 'ada/cheetah', private: false })
    await jobState(job.id, 'done')
    expect(hub.repos.get('models/ada/cheetah')?.files.has('training/state.bin')).toBe(true)
  })

  it('without a token or of something that is not there does not begin', async () => {
    const { call } = await open()
    await expect(call('hub.push', push)).rejects.toThrow('the Hub needs a token')
    await expect(call('hub.push', { ...push, token: 'hf_wrong' })).rejects.toThrow(
      'the Hub refused the token',
    )
    await expect(call('hub.push', { ...push, id: 'nothing' })).rejects.toThrow(
      'nothing is not in the library',
    )
    expect(await call('jobs.list', {})).toEqual([])
  })

  it('that fails says why', async () => {
    const { call, jobState } = await open(
      { HF_TOKEN: token },
      { fail: (_, path) => (path.includes('/commit/') ? 500 : undefined) },
    )
    const job = await call('hub.push', push)
    await jobState(job.id, 'failed')
    expect((await call('jobs.list', {}))[0].message).toMatch('the Hub answered 500')
  })

  it('happens once when the button is pressed twice, and keeps what it sends', async () => {
    const { call, jobState } = await open({ HF_TOKEN: token })
    const job = await call('hub.push', push)
    await expect(call('hub.push', push)).rejects.toThrow('is being pushed to ada/runs already')
    await expect(call('library.remove', { kind: 'datasets', id: 'runs' })).rejects.toThrow(
      'runs cannot be deleted while Push runs to ada/runs needs it',
    )
    await jobState(job.id, 'done')
    await call('library.remove', { kind: 'datasets', id: 'runs' })
  })

  it('can be cancelled', async () => {
    const { hub, call } = await open({ HF_TOKEN: token })
    const { id: jobId } = await call('hub.push', push)
    await call('jobs.cancel', { jobId })
    expect((await call('jobs.list', {}))[0].state).toBe('cancelled')
    await expect
      .poll(() => call('library.remove', { kind: 'datasets', id: 'runs' }).catch(() => 'in use'))
      .toHaveProperty('undoToken')
    expect(hub.repos.get('datasets/ada/runs')?.commits ?? []).toEqual([])
  })

  it('to another place than huggingface.co is up to the environment', async () => {
    const folder = await temporaryFolder()
    await writeEpisodes(join(folder, 'datasets'), 'runs', 1)
    const { call } = await openTestHost({
      library: folder,
      environment: { HF_TOKEN: token, HF_ENDPOINT: 'nowhere' },
    })
    await expect(call('hub.push', { ...push, token })).rejects.toThrow('nowhere is no address of a Hub')
  })

  it('shows what it would send before it does', async () => {
    const { call, host, hub } = await open()
    const folder = join(host.library, 'datasets', 'runs')
    await writeFile(join(folder, 'id_rsa'), 'secret')
    expect(await call('hub.plan', { kind: 'datasets', id: 'runs' })).toMatchObject({
      files: [{ name: 'README.md' }, { name: 'data/train-00000-of-00001.parquet' }, { name: 'meta.json' }],
      leftOut: ['id_rsa'],
    })
    const model = await call('hub.plan', { kind: 'models', id: 'cheetah' })
    expect(model.files.map(({ name }) => name)).toContain('model.safetensors')
    await symlink('/etc/hosts', join(folder, 'LICENSE'))
    await expect(call('hub.plan', { kind: 'datasets', id: 'runs' })).rejects.toThrow(
      'LICENSE is a link that leads out of the folder',
    )
    await expect(call('hub.plan', { kind: 'datasets', id: 'none' })).rejects.toThrow(
      'none is not in the library',
    )
    expect(hub.requests).toEqual([])
  })

  it('without a network says so in words, and leaves no stack in the log', async () => {
    const { call, log, jobState, host } = await openTestHost({
      environment: { HF_TOKEN: token, HF_ENDPOINT: 'http://127.0.0.1:9' },
    })
    await writeEpisodes(join(host.library, 'datasets'), 'runs', 1)
    await expect(call('hub.status', {})).rejects.toThrow(InputError)
    await expect(call('hub.status', {})).rejects.toThrow(/cannot be reached or broke off \(.+\): try again$/)
    await expect(call('hub.push', { ...push, token })).rejects.toThrow(/cannot be reached/)
    const job = await call('hub.push', push)
    await jobState(job.id, 'failed')
    expect((await call('jobs.list', {}))[0].message).toMatch(/cannot be reached or broke off/)
    expect(log).toEqual([])
  })

  it('over plain http is up to the environment too', async () => {
    const environment = { HF_TOKEN: token, HF_ENDPOINT: 'http://hub.invalid' }
    const { call } = await openTestHost({ environment })
    await expect(call('hub.status', {})).rejects.toThrow(
      /over plain http anyone on the way can read the token/,
    )
    const told = await openTestHost({ environment: { ...environment, GAITWAY_ALLOW_HTTP: '1' } })
    await expect(told.call('hub.status', {})).rejects.toThrow(/hub\.invalid cannot be reached/)
  })
})
