import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { HttpFiles } from '../../src/platform/httpFiles.js'
import { serveFiles } from './serveFiles.js'

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

async function open(listener: RequestListener): Promise<HttpFiles> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new HttpFiles(`http://127.0.0.1:${(server.address() as AddressInfo).port}/blob`)
}

const bytes = new TextEncoder().encode('0123456789')

describe('HttpFiles', () => {
  it('reads files, ranges and sizes', async () => {
    const files = await open(serveFiles({ '/blob/a b/ü.bin': bytes }))
    expect(await files.read('a b/ü.bin')).toEqual(bytes)
    expect(await files.readRange('a b/ü.bin', 2, 5)).toEqual(bytes.slice(2, 5))
    expect(await files.readRange('a b/ü.bin', 4, 4)).toHaveLength(0)
    expect(await files.stat('a b/ü.bin')).toMatchObject({ name: 'ü.bin', bytes: 10, isFolder: false })
    expect(await files.stat('none')).toBeUndefined()
  })

  it('reads ranges from a server that knows none', async () => {
    const files = await open((_, response) => response.end(bytes))
    expect(await files.readRange('x', 2, 5)).toEqual(bytes.slice(2, 5))
  })

  it('says what is wrong in one line', async () => {
    const files = await open(serveFiles({ '/blob/x': bytes }))
    await expect(files.read('none')).rejects.toThrow(new InputError('none does not exist: check the path'))
    await expect(files.readRange('x', 8, 12)).rejects.toThrow(/x ends before byte 12/)
    await expect(files.readRange('x', 20, 30)).rejects.toThrow(/x ends before/)
  })

  it('does not take a refusal for data', async () => {
    const files = await open((_, response) => response.writeHead(401).end('who are you?'))
    await expect(files.read('x')).rejects.toThrow(/x: the server answered 401/)
    await expect(files.stat('x')).rejects.toThrow(/401/)
  })
})
