import { request as httpRequest } from 'node:http'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** Raw requests, with any headers one likes: `fetch` would not let a test lie about Host or Origin. */
export function ask(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { ...length, ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** Opens the printed address as a browser does, and answers with the cookie it got. */
export async function openAddress(url: string): Promise<string> {
  const { port, pathname, search } = new URL(url)
  const { headers } = await ask(Number(port), pathname + search, { headers: { 'sec-fetch-site': 'none' } })
  const [cookie] = headers['set-cookie'] ?? []
  if (!cookie) throw new Error(`${url} gave no cookie`)
  return cookie.split(';')[0]
}

/** A page's own `fetch`: same origin, with the cookie. */
export function pageFetch(url: string, cookie: string): typeof fetch {
  const { origin } = new URL(url)
  return (input, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    if ((init.method ?? 'GET') !== 'GET') headers.set('origin', origin)
    return fetch(new URL(String(input), origin), { ...init, headers })
  }
}

/** As much of the browser's EventSource as the client uses, over a page's `fetch`. */
export function eventSourceOver(send: typeof fetch): typeof EventSource {
  return class extends EventTarget {
    readonly #abort = new AbortController()

    constructor(url: string) {
      super()
      void this.#read(url).catch(() => {
        if (!this.#abort.signal.aborted) this.dispatchEvent(new Event('error'))
      })
    }

    close(): void {
      this.#abort.abort()
    }

    async #read(url: string): Promise<void> {
      const response = await send(url, { signal: this.#abort.signal })
      if (!response.ok || !response.body) throw new Error(String(response.status))
      this.dispatchEvent(new Event('open'))
      let buffer = ''
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const messages = (buffer + chunk).split('\n\n')
        buffer = messages.pop() ?? ''
        for (const message of messages) {
          const [, event, data] = /^event: (.*)\ndata: (.*)$/s.exec(message) ?? []
          if (event) this.dispatchEvent(new MessageEvent(event, { data }))
        }
      }
      throw new Error('the stream ended')
    }
  } as unknown as typeof EventSource
}
