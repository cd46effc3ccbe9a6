import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { StandInHub } from '../hub/standInHub.js'
import { CapturedIo } from './capturedIo.js'

const TOKEN = 'hf_secretOfTheTests'
let folder: string
let data: string
let hub: StandInHub

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaitway-push-'))
  data = join(folder, 'runs')
  const argv = [
    'record',
    '--env',
    'Gaitway/Hopper-v0',
    '--policy',
    'random',
    '--episodes',
    '2',
    '--steps',
    '10',
  ]
  await main([...argv, '--out', data], new CapturedIo())
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  hub = await new StandInHub({ users: { [TOKEN]: { name: 'me' } } }).start()
})
afterEach(() => hub.close())

const push = (io: CapturedIo, ...argv: string[]) =>
  main(['push', data, '--repo', 'me/runs', '--hub-url', hub.url, ...argv], io)

describe('gaitway push', () => {
  it('takes the token from HF_TOKEN and puts the folder there byte for byte', async () => {
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    expect(await push(io, '--private', '--json')).toBe(0)
    expect(io.json).toMatchObject({
      kind: 'dataset',
      repo: 'me/runs',
      url: expect.stringContaining('me/runs'),
    })
    const repo = hub.repos.get('datasets/me/runs')
    expect(repo?.private).toBe(true)
    for (const file of ['README.md', 'meta.json', 'data/train-00000-of-00001.parquet'])
      expect(Buffer.from(repo?.files.get(file) ?? [])).toEqual(await readFile(join(data, file)))
    expect(io.questions).toEqual([])
  })

  it('says of a model with AdaLN that transformers cannot load it', async () => {
    const model = join(folder, 'adaln')
    const size = ['--hidden', '8', '--layers', '1', '--context', '3', '--batch-size', '4', '--steps', '2']
    const argv = ['train', '--data', data, '--adaln', '--backend', 'wasm', ...size, '--out', model]
    expect(await main(argv, new CapturedIo())).toBe(0)
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    expect(await main(['push', model, '--repo', 'me/adaln', '--hub-url', hub.url], io)).toBe(0)
    expect(io.stderr).toMatch(/not in Hugging Face’s layout/)
    const card = hub.repos.get('models/me/adaln')?.files.get('README.md')
    expect(Buffer.from(card ?? []).toString()).toContain('**not in Hugging Face’s layout**')
  })

  it('asks for it where there is none', async () => {
    const io = new CapturedIo({ secret: TOKEN })
    expect(await push(io)).toBe(0)
    expect(io.questions).toHaveLength(1)
  })

  it('says what to do without a token, and with a refused one; never prints it', async () => {
    const missing = new CapturedIo()
    expect(await push(missing)).toBe(2)
    expect(missing.stderr).toMatch(/set HF_TOKEN/)
    const refused = new CapturedIo({ env: { HF_TOKEN: 'hf_aStranger' } })
    expect(await push(refused, '--debug')).toBe(2)
    expect(refused.stderr + refused.stdout).not.toContain('hf_aStranger')
    expect(hub.repos.size).toBe(0)
  })

  it('does not take the blame for a Hub that is not there', async () => {
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    const gone = hub.url
    await hub.close()
    expect(await main(['push', data, '--repo', 'me/runs', '--hub-url', gone], io)).toBe(1)
    expect(io.stderr).toMatch(
      /^gaitway: http:\S+ cannot be reached or broke off \(.*ECONNREFUSED.*\): try again\n$/,
    )
    hub = await new StandInHub({ users: {} }).start()
  })

  it('refuses a folder that is neither a dataset nor a model', async () => {
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    expect(await main(['push', folder, '--repo', 'me/runs', '--hub-url', hub.url], io)).toBe(2)
    expect(io.stderr).toMatch(/holds neither a model \(config\.json\) nor a dataset \(meta\.json\)/)
  })

  it('lists what goes up and what stays before it sends anything', async () => {
    const listed = await withOthers('listed')
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    expect(await main(['push', listed, '--repo', 'me/runs', '--hub-url', hub.url], io)).toBe(0)
    const { length } = await readFile(join(listed, 'meta.json'))
    expect(io.stderr).toMatch(/^3 files of the dataset, \d+ bytes:\n  README\.md  \d+ bytes\n/)
    expect(io.stderr).toContain(`\n  meta.json  ${length} bytes\n`)
    expect(io.stderr).toContain('left out: Thumbs.db, id_rsa (--include FILE sends one)')
    expect([...hub.repos.get('datasets/me/runs')!.files.keys()]).not.toContain('id_rsa')
  })

  it('with --dry-run lists it and asks neither for a token nor the Hub', async () => {
    const dry = await withOthers('dry')
    const io = new CapturedIo()
    expect(await main(['push', dry, '--dry-run'], io)).toBe(0)
    expect(io.stdout).toMatch(/^3 files of the dataset[^]*left out: Thumbs\.db, id_rsa/)
    const json = new CapturedIo()
    expect(await main(['push', dry, '--dry-run', '--json', '--include', 'Thumbs.db'], json)).toBe(0)
    expect(json.json).toMatchObject({
      kind: 'dataset',
      dryRun: true,
      files: expect.arrayContaining([{ name: 'Thumbs.db', bytes: 1 }]),
      leftOut: ['id_rsa'],
    })
    expect([io.questions, hub.requests]).toEqual([[], []])
    expect(await main(['push', dry], io)).toBe(2)
    expect(io.stderr).toMatch(/--repo OWNER\/NAME is missing/)
  })

  it('refuses a link that leads out of the folder, also for a dry run', async () => {
    const linked = await withOthers('linked')
    await symlink('../../private/id_rsa', join(linked, 'notes.txt'))
    for (const argv of [['--dry-run'], ['--repo', 'me/runs', '--hub-url', hub.url]]) {
      const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
      expect(await main(['push', linked, ...argv], io)).toBe(2)
      expect(io.stderr).toMatch(/notes\.txt is a link that leads out of the folder/)
    }
    expect(hub.requests).toEqual([])
  })

  it('sends no token over plain http unless told to', async () => {
    const io = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    const argv = ['push', data, '--repo', 'me/runs', '--hub-url', 'http://hub.invalid']
    expect(await main(argv, io)).toBe(2)
    expect(io.stderr).toMatch(/over plain http anyone on the way can read the token/)
    const allowed = new CapturedIo({ env: { HF_TOKEN: TOKEN } })
    expect(await main([...argv, '--allow-http'], allowed)).toBe(1)
    expect(allowed.stderr).toMatch(/http:\/\/hub\.invalid cannot be reached/)
  })
})

/** The dataset with files beside it that are nobody's wish to publish. */
async function withOthers(name: string): Promise<string> {
  const copy = join(folder, name)
  await cp(data, copy, { recursive: true })
  for (const other of ['Thumbs.db', 'id_rsa']) await writeFile(join(copy, other), 'x')
  return copy
}

describe('--license', () => {
  it('is held against the list of the Hub before anything is recorded or trained', async () => {
    const out = ['--out', join(folder, 'never')]
    const record = ['record', '--env', 'Gaitway/Hopper-v0', '--policy', 'random', '--episodes', '1', ...out]
    for (const argv of [record, ['train', '--data', data, ...out]]) {
      const io = new CapturedIo()
      expect(await main([...argv, '--license', 'GPL 3'], io)).toBe(2)
      expect(io.stderr).toMatch(
        /^gaitway: the licence "GPL 3" is none that the Hub knows: did you mean gpl-3\.0\?/,
      )
    }
  })
})
