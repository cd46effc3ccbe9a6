import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { blobUrl, bridgeClient, httpClient, lendHost, portClient } from '../../src/host/client.js'
import type { HostEvent, Job, Reply } from '../../src/host/contract.js'
import { InputError } from '../../src/platform/errors.js'

const job: Job = {
  id: 'record-1',
  kind: 'record',
  title: 'Record runs',
  state: 'running',
  progress: 0.5,
  message: '5 of 10 episodes',
  startedAt: 1,
}

/** EventSources that a test opens and breaks by hand. */
class FakeEventSource extends EventTarget {
  static all: FakeEventSource[] = []
  closed = false

  constructor(readonly url: string) {
    super()
    FakeEventSource.all.push(this)
  }

  close(): void {
    this.closed = true
  }

  say(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))
  }
}

function openClient(
  answer: (url: string, init: RequestInit) => Response | Promise<Response> = () => new Response(),
) {
  FakeEventSource.all = []
  const sent: { url: string; init: RequestInit }[] = []
  const client = httpClient({
    fetch: async (url, init = {}) => {
      sent.push({ url: String(url), init })
      return answer(String(url), init)
    },
    EventSource: FakeEventSource as unknown as typeof EventSource,
    retryMs: 100,
  })
  return { client, sent }
}

const online = (now: boolean) => ({ event: 'connection', data: { online: now } })
const reply = (body: Reply, status = 200) => Response.json(body, { status })

describe('the client over HTTP', () => {
  it('posts a call as JSON, names its window, and gives the checked answer', async () => {
    const { client, sent } = openClient(() => reply({ result: { undoToken: 'u' } }))
    expect(await client.call('library.remove', { kind: 'datasets', id: 'runs' })).toEqual({ undoToken: 'u' })
    const [{ url, init }] = sent
    expect([url, init.method, init.body]).toEqual([
      '/rpc/library.remove',
      'POST',
      '{"kind":"datasets","id":"runs"}',
    ])
    expect(init.headers).toMatchObject({
      'content-type': 'application/json',
      'x-gaitway-window': expect.stringMatching(/^[0-9a-f]{24}$/),
    })
  })

  it('sends nothing that does not fit, and takes nothing that does not', async () => {
    const { client, sent } = openClient(() => reply({ result: { undoToken: 7 } }))
    const wrong = { kind: 'datasets', id: '../up' } as const
    await expect(client.call('library.remove', wrong)).rejects.toThrow(InputError)
    expect(sent).toEqual([])
    await expect(client.call('library.remove', { kind: 'datasets', id: 'runs' })).rejects.toThrow(
      "the host's answer does not fit: undoToken",
    )
  })

  it('keeps bad input and faults of the host apart', async () => {
    const input = openClient(() => reply({ error: { kind: 'input', message: 'no such job' } }, 400))
    await expect(input.client.call('jobs.list', {})).rejects.toEqual(new InputError('no such job'))
    const fault = openClient(() => reply({ error: { kind: 'internal', message: 'broken' } }, 500))
    const error = await fault.client.call('jobs.list', {}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'Error', message: 'broken' })
  })

  it('says in words when there is no host, or another one', async () => {
    const none = openClient(() => Promise.reject(new TypeError('fetch failed')))
    await expect(none.client.call('jobs.list', {})).rejects.toThrow('is it still running?')
    const other = openClient(() => new Response('this address needs the token', { status: 401 }))
    await expect(other.client.call('jobs.list', {})).rejects.toThrow(
      'open the address that the new one printed',
    )
  })
})

describe('events over HTTP', () => {
  it('come from one stream, however many listen, until the last one stops', () => {
    const { client } = openClient()
    const [one, two]: HostEvent[][] = [[], []]
    const stopOne = client.listen((event) => one.push(event))
    const stopTwo = client.listen((event) => two.push(event))
    const [stream] = FakeEventSource.all
    expect(FakeEventSource.all).toHaveLength(1)
    stream.say('job', job)
    stopOne()
    stream.say('library', { kind: 'models' })
    expect(one).toEqual([{ event: 'job', data: job }])
    expect(two).toEqual([
      { event: 'job', data: job },
      { event: 'library', data: { kind: 'models' } },
    ])
    expect(stream.closed).toBe(false)
    stopTwo()
    expect(stream.closed).toBe(true)
  })

  it('that do not fit the contract are left out', () => {
    const { client } = openClient()
    const events: HostEvent[] = []
    client.listen((event) => events.push(event))
    FakeEventSource.all[0].say('job', { ...job, progress: 'half' })
    expect(events).toEqual([])
  })

  it('come back after a loss, later and later, and say that they were lost', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { client } = openClient()
      const events: HostEvent[] = []
      const stop = client.listen((event) => events.push(event))
      const streams = FakeEventSource.all
      const lose = () => streams.at(-1)!.dispatchEvent(new Event('error'))
      streams[0].dispatchEvent(new Event('open'))
      lose()
      expect(streams[0].closed).toBe(true)
      await vi.advanceTimersByTimeAsync(99)
      expect(streams).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(streams).toHaveLength(2)
      lose()
      await vi.advanceTimersByTimeAsync(199)
      expect(streams).toHaveLength(2)
      await vi.advanceTimersByTimeAsync(1)
      streams[2].dispatchEvent(new Event('open'))
      expect(events).toEqual([online(true), online(false), online(true)])
      lose()
      stop()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(streams).toHaveLength(3)
    } finally {
      vi.useRealTimers()
    }
  })

  it('stop for good where another host has the address, and say so', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { client, sent } = openClient(() => new Response('', { status: 401 }))
      const events: HostEvent[] = []
      client.listen((event) => events.push(event))
      FakeEventSource.all[0].dispatchEvent(new Event('error'))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(sent).toMatchObject([{ url: '/', init: { method: 'HEAD' } }])
      expect(events).toEqual([
        online(false),
        { event: 'connection', data: { online: false, replaced: true } },
      ])
      expect(FakeEventSource.all).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the client on the desktop', () => {
  it('calls over the bridge and hears events from it', async () => {
    const called: unknown[] = []
    const handlers = new Set<(event: string, data: unknown) => void>()
    const tell = (event: string, data: unknown) => handlers.forEach((handler) => handler(event, data))
    const client = bridgeClient({
      call: async (method, input) => {
        called.push([method, input])
        return { result: [job] }
      },
      listen: (handler) => {
        handlers.add(handler)
        return () => handlers.delete(handler)
      },
    })
    expect(await client.call('jobs.list', {})).toEqual([job])
    expect(called).toEqual([['jobs.list', {}]])
    const events: HostEvent[] = []
    const stop = client.listen((event) => events.push(event))
    tell('job', job)
    tell('of a newer host', {})
    stop()
    tell('job', job)
    expect(events).toEqual([{ event: 'job', data: job }])
  })
})

it('a blob has an address in which every name is safe', () => {
  expect(blobUrl('datasets/my runs/data/train-00000-of-00001.parquet')).toBe(
    '/blob/datasets/my%20runs/data/train-00000-of-00001.parquet',
  )
  expect(blobUrl('models/a?b#c/x')).toBe('/blob/models/a%3Fb%23c/x')
})

describe('a worker of the window', () => {
  /** Asks over a port what the window's client answers. */
  function lent(call: (method: string, input: unknown) => Promise<Reply>) {
    const port = lendHost(bridgeClient({ call, listen: () => () => {} }))
    onTestFinished(() => port.close())
    return portClient(port)
  }

  it('asks the host in its name, many things at once', async () => {
    const client = lent(async (method, input) => {
      const { id } = input as { id: string }
      await new Promise((resolve) => setTimeout(resolve, id === 'slow' ? 20 : 0))
      return { result: { undoToken: `${method} ${id}` } }
    })
    const remove = (id: string) => client.call('library.remove', { kind: 'datasets', id })
    expect(await Promise.all([remove('slow'), remove('fast')])).toEqual([
      { undoToken: 'library.remove slow' },
      { undoToken: 'library.remove fast' },
    ])
  })

  it('is told what was wrong, and whose fault it was', async () => {
    const refused = lent(async () => ({ error: { kind: 'input', message: 'the disk is full' } }))
    const error = await refused.call('library.remove', { kind: 'datasets', id: 'x' }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ message: 'the disk is full' })
    const gone = lent(() => Promise.reject(new Error('the host is gone')))
    await expect(gone.call('library.remove', { kind: 'datasets', id: 'x' })).rejects.toThrow(
      'the host is gone',
    )
    await expect(gone.call('library.remove', { kind: 'datasets', id: '' })).rejects.toThrow('library.remove')
  })
})
