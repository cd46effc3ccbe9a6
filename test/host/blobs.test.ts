import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blobPath, byteRange } from '../../src/host/blobs.js'
import { HttpFiles } from '../../src/platform/httpFiles.js'
import {
  modelFiles,
  openTestHost,
  type OpenedHost,
  temporaryFolder,
  trainingConfig,
  upload,
  writeModel,
} from './temporaryLibrary.js'

const get = ({ host }: OpenedHost, path: string, headers = {}, method = 'GET') =>
  host.blobs(new Request(`http://127.0.0.1/blob/${path}`, { headers, method }))

describe('reading a blob', () => {
  it('gives the files of entries, shipped ones too, with their type', async () => {
    const opened = await openTestHost()
    const response = await get(opened, 'models/cheetah/model.safetensors')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(modelFiles().get('model.safetensors'))
    expect((await get(opened, 'models/cheetah/config.json')).headers.get('content-type')).toMatch(
      'application/json',
    )
    const own = join(opened.host.library, 'models', 'own model')
    await writeModel(own)
    expect((await get(opened, 'models/own%20model/training/state.bin')).status).toBe(200)
  })

  it('gives ranges', async () => {
    const opened = await openTestHost()
    const bytes = modelFiles().get('README.md')!
    const path = 'models/cheetah/README.md'
    const part = await get(opened, path, { range: 'bytes=2-5' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 2-5/${bytes.length}`)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(2, 6))
    expect((await get(opened, path, { range: `bytes=${bytes.length}-` })).status).toBe(416)
    const head = await get(opened, path, {}, 'HEAD')
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(bytes.length), ''])
  })

  it('is what HttpFiles reads datasets and models with', async () => {
    const { host } = await openTestHost()
    const files = new HttpFiles('http://127.0.0.1/blob/', (url, init) =>
      host.blobs(new Request(url as string, init)),
    )
    expect(await files.stat('models/cheetah/nothing')).toBeUndefined()
    expect((await files.stat('models/cheetah/training/state.bin'))?.bytes).toBe(3)
    expect(await files.read('models/cheetah/training/state.bin')).toEqual(Uint8Array.of(1, 2, 3))
    expect(await files.readRange('models/cheetah/training/state.bin', 1, 3)).toEqual(Uint8Array.of(2, 3))
  })

  it('never leaves the entry', async () => {
    const opened = await openTestHost()
    const { library } = opened.host
    await writeFile(join(library, 'settings.json'), '{}')
    const own = join(library, 'models', 'own')
    await mkdir(own)
    await symlink(join(library, 'settings.json'), join(own, 'link.json'))
    await symlink(library, join(own, 'up'))
    for (const path of [
      'models/own/link.json',
      'models/own/up/settings.json',
      'models/own',
      'models/own/',
      'models/cheetah/training',
      'models/%2e%2e/settings.json',
      'models/own/%2e%2e/%2e%2e/settings.json',
      'models/own/..%2f..%2fsettings.json',
      'models/own/..%5c..%5csettings.json',
      'models/own/a%00b',
      'models/own/%zz',
      'journals/x/y',
      'models/.trash/x',
    ]) {
      const { status } = await get(opened, path)
      expect([400, 404], `${path} gave ${status}`).toContain(status)
    }
  })

  it('of an own folder that is a link reads where it points to', async () => {
    const opened = await openTestHost()
    const elsewhere = join(await temporaryFolder(), 'big')
    await writeModel(elsewhere)
    await symlink(elsewhere, join(opened.host.library, 'models', 'linked'))
    expect((await get(opened, 'models/linked/config.json')).status).toBe(200)
  })
})

describe('a path', () => {
  it('is split and decoded', () => {
    expect(blobPath('/blob/models/my%20model/training/state.bin')).toEqual([
      'models',
      'my model',
      'training',
      'state.bin',
    ])
  })

  it('has no part that a file system could read otherwise', () => {
    for (const path of [
      '/blob/a/b',
      '/blob/a//c',
      '/blob/a/b/.c',
      '/blob/a/b/c:d',
      '/blob/a/b%2fc',
      '/blob/a/b/%0a',
    ])
      expect(() => blobPath(path), path).toThrow(/not a path/)
  })
})

describe('a range', () => {
  it('has an exclusive end here and an inclusive one on the wire', () => {
    expect(byteRange('bytes=0-9', 100)).toEqual({ start: 0, end: 10 })
    expect(byteRange('bytes=90-', 100)).toEqual({ start: 90, end: 100 })
    expect(byteRange('bytes=-10', 100)).toEqual({ start: 90, end: 100 })
    expect(byteRange('bytes=-200', 100)).toEqual({ start: 0, end: 100 })
    expect(byteRange('bytes=90-500', 100)).toEqual({ start: 90, end: 100 })
  })

  it('outside the file is refused, one that is none is ignored', () => {
    expect(byteRange('bytes=100-', 100)).toBe('unsatisfiable')
    expect(byteRange('bytes=-0', 100)).toBe('unsatisfiable')
    expect(byteRange('bytes=0-0', 0)).toBe('unsatisfiable')
    for (const header of [null, '', 'bytes=-', 'bytes=5-3', 'bytes=0-1,5-6', 'rows=0-1', 'bytes=a-b'])
      expect(byteRange(header, 100), String(header)).toBeUndefined()
  })
})

const start = ({ call }: OpenedHost) =>
  call('train.start', { datasets: ['shipped-runs'], model: 'mine', config: trainingConfig })

const put = ({ host }: OpenedHost, path: string, body: BodyInit, headers = {}) =>
  host.blobs(
    new Request(`http://127.0.0.1/blob/${path}`, {
      method: 'PUT',
      body,
      headers,
      duplex: 'half',
    } as RequestInit),
  )

describe('uploading', () => {
  it('goes to the staging folder of a running training, and nowhere else', async () => {
    const opened = await openTestHost()
    const { id } = await start(opened)
    expect((await upload(opened.host, id, modelFiles())).map(({ status }) => status)).toEqual([
      204, 204, 204, 204, 204,
    ])
    expect((await put(opened, 'models/cheetah/config.json', '{}')).status).toBe(405)
    expect((await put(opened, 'staging/train-0/config.json', '{}')).status).toBe(400)
    expect((await put(opened, `staging/${id}/../../x`, '{}')).status).toBe(400)
    expect((await put(opened, `staging/${id}/a/b/c`, '{}')).status).toBe(400)
    expect((await put(opened, `staging/${id}/.hidden`, '{}')).status).toBe(400)
  })

  it('that breaks off or is shorter than announced leaves nothing behind', async () => {
    const opened = await openTestHost()
    const { id } = await start(opened)
    const incoming = join(opened.host.library, '.staging', id, 'incoming')
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1000))
        controller.error(new Error('the window is gone'))
      },
    })
    expect((await put(opened, `staging/${id}/model.safetensors`, body)).status).toBe(500)
    const short = await put(opened, `staging/${id}/model.safetensors`, 'abc', { 'content-length': '10' })
    expect([short.status, await short.text()]).toEqual([400, 'model.safetensors: the upload was cut short\n'])
    expect(await readdir(incoming)).toEqual([])
  })

  it('that is too large is refused before it is taken in', async () => {
    const opened = await openTestHost()
    const { id } = await start(opened)
    const headers = { 'content-length': String(3 * 1024 ** 3) }
    expect((await put(opened, `staging/${id}/model.safetensors`, 'abc', headers)).status).toBe(413)
  })

  it('onto a full disk says so', async () => {
    const opened = await openTestHost()
    const { id } = await start(opened)
    const full = new ReadableStream({
      start: (controller) => controller.error(Object.assign(new Error('write'), { code: 'ENOSPC' })),
    })
    const response = await put(opened, `staging/${id}/model.safetensors`, full)
    expect(response.status).toBe(507)
    expect(await response.text()).toMatch('the disk is full: free some space')
  })
})
