import * as v from 'valibot'
import { InputError, issueInWords, messageOf } from '../platform/index.js'
import {
  contract,
  events,
  type HostClient,
  type HostEvent,
  type Input,
  type Method,
  type Output,
  type Reply,
} from './contract.js'

/** What the desktop's preload script puts on the window. */
export interface Bridge {
  call(method: string, input: unknown): Promise<Reply>
  listen(handler: (event: string, data: unknown) => void): () => void
}

declare global {
  interface Window {
    gaitway?: Bridge
  }
}

/** The window's way to the host that it was opened by. */
export function hostClient(): HostClient {
  return globalThis.window?.gaitway ? bridgeClient(globalThis.window.gaitway) : httpClient()
}

/** What may be asked of the host, without its events. */
export type HostCalls = Pick<HostClient, 'call'>

/**
 * Lets a worker of this window ask the host in the window's name, whatever carries the calls. The port is to be
 * transferred to the worker, for its `portClient`.
 */
export function lendHost(host: HostCalls): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', ({ data }: MessageEvent<PortCall>) => {
    const { id, method, input } = data
    void replyOf(host, method, input).then((reply) => port1.postMessage({ id, reply } satisfies PortReply))
  })
  port1.start()
  return port2
}

/** The other end of `lendHost`. */
export function portClient(port: MessagePort): HostCalls {
  const waiting = new Map<number, (reply: Reply) => void>()
  let calls = 0
  port.addEventListener('message', ({ data }: MessageEvent<PortReply>) => {
    waiting.get(data.id)?.(data.reply)
    waiting.delete(data.id)
  })
  port.start()
  return {
    call: (method, input) =>
      checkedCall(method, input, (checked) => {
        const id = calls++
        port.postMessage({ id, method, input: checked } satisfies PortCall)
        return new Promise((resolve) => waiting.set(id, resolve))
      }),
  }
}

interface PortCall {
  id: number
  method: Method
  input: unknown
}

interface PortReply {
  id: number
  reply: Reply
}

async function replyOf(host: HostCalls, method: Method, input: unknown): Promise<Reply> {
  try {
    return { result: await host.call(method, input as Input<Method>) }
  } catch (error) {
    return { error: { kind: error instanceof InputError ? 'input' : 'internal', message: messageOf(error) } }
  }
}

/** Where the window reads a file of the library: `blobUrl('datasets/runs/data/train-00000-of-00001.parquet')`. */
export function blobUrl(path: string): string {
  return `/blob/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** Uploads a file of a checkpoint: `putBlob('staging/<jobId>/model.safetensors', bytes)`. Whole or not at all. */
export async function putBlob(path: string, bytes: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
  const response = await fetch(blobUrl(path), {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  }).catch(unreachable)
  if (response.ok) return
  const message = (await response.text()).trim() || `the host answered ${response.status}`
  throw response.status < 500 ? new InputError(message) : new Error(message)
}

/** Over Electron's IPC. */
export function bridgeClient(bridge: Bridge): HostClient {
  return {
    call: (method, input) => checkedCall(method, input, (checked) => bridge.call(method, checked)),
    listen: (handler) => bridge.listen((event, data) => deliver(event, data, handler)),
  }
}

export interface HttpClientOptions {
  /** `http://127.0.0.1:4600`; empty for the host that served the page. */
  base?: string
  fetch?: typeof globalThis.fetch
  EventSource?: typeof globalThis.EventSource
  /** Milliseconds before the first attempt to connect again; doubled up to ten seconds. */
  retryMs?: number
}

/** Over HTTP on loopback: calls are posts, events a stream that is opened again whenever it breaks. */
export function httpClient(options: HttpClientOptions = {}): HostClient {
  const base = options.base ?? ''
  const send = options.fetch ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request))
  const window = randomId()
  const handlers = new Set<(event: HostEvent) => void>()
  const isReplaced = () =>
    send(`${base}/`, { method: 'HEAD' }).then(
      ({ status }) => status === 401,
      () => false,
    )
  const stream = eventStream(`${base}/events?window=${window}`, isReplaced, options, (event, data) => {
    for (const handler of handlers) deliver(event, data, handler)
  })

  return {
    call: (method, input) =>
      checkedCall(method, input, async (checked) => {
        const response = await send(`${base}/rpc/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-gaitway-window': window },
          body: JSON.stringify(checked),
        }).catch(unreachable)
        if (response.headers.get('content-type')?.startsWith('application/json'))
          return (await response.json()) as Reply
        const message =
          response.status === 401
            ? 'this page belongs to a Gaitway that was closed: open the address that the new one printed'
            : `the host answered ${response.status} ${(await response.text()).trim()}`.trim()
        return { error: { kind: response.status < 500 ? 'input' : 'internal', message } }
      }),
    listen(handler) {
      handlers.add(handler)
      stream.open()
      return () => {
        handlers.delete(handler)
        if (handlers.size === 0) stream.close()
      }
    },
  }
}

async function checkedCall<M extends Method>(
  method: M,
  input: Input<M>,
  send: (input: unknown) => Promise<Reply>,
): Promise<Output<M>> {
  const checked = v.safeParse(contract[method].input as v.GenericSchema, input, { abortEarly: true })
  if (!checked.success) throw new InputError(`${method}: ${issueInWords(checked.issues[0])}`)
  const reply = await send(checked.output)
  if ('error' in reply)
    throw reply.error.kind === 'input' ? new InputError(reply.error.message) : new Error(reply.error.message)
  const output = v.safeParse(contract[method].output as v.GenericSchema, reply.result)
  if (!output.success)
    throw new Error(`${method}: the host's answer does not fit: ${issueInWords(output.issues[0])}`)
  return output.output as Output<M>
}

function deliver(event: string, data: unknown, handler: (event: HostEvent) => void): void {
  // An event of a newer host that this window does not know is none of its business.
  if (!Object.hasOwn(events, event)) return
  const checked = v.safeParse(events[event as keyof typeof events] as v.GenericSchema, data)
  if (checked.success) handler({ event, data: checked.output } as HostEvent)
}

/**
 * An EventSource that comes back. The browser's own reconnection gives up for good on an answer such as 401 or 503,
 * which is what a host that is just restarting gives. It says nothing of the answer either: `isReplaced` asks whether
 * another host has taken the place of the one that served this page, which ends all trying.
 */
function eventStream(
  url: string,
  isReplaced: () => Promise<boolean>,
  options: HttpClientOptions,
  receive: (event: string, data: unknown) => void,
): { open(): void; close(): void } {
  const firstRetry = options.retryMs ?? 1000
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry = firstRetry
  let online: boolean | undefined
  let attempt = 0

  function connected(now: boolean): void {
    if (online === now) return
    online = now
    receive('connection', { online: now })
  }
  function open(): void {
    if (source) return
    const EventSourceClass = options.EventSource ?? globalThis.EventSource
    source = new EventSourceClass(url)
    source.addEventListener('open', () => {
      retry = firstRetry
      connected(true)
    })
    source.addEventListener('error', () => {
      connected(false)
      source?.close()
      source = undefined
      void later()
    })
    for (const event of Object.keys(events)) {
      if (event === 'connection') continue
      source.addEventListener(event, (message) =>
        receive(event, JSON.parse((message as MessageEvent<string>).data)),
      )
    }
  }
  async function later(): Promise<void> {
    const mine = ++attempt
    const replaced = await isReplaced()
    // It was closed, or opened again, meanwhile.
    if (mine !== attempt) return
    if (replaced) return receive('connection', { online: false, replaced })
    timer = setTimeout(open, retry)
    retry = Math.min(retry * 2, 10_000)
  }
  function close(): void {
    attempt++
    clearTimeout(timer)
    source?.close()
    source = undefined
    online = undefined
  }
  return { open, close }
}

function unreachable(): never {
  throw new Error("Gaitway's host does not answer: is it still running?")
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
