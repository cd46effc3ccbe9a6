import { join } from 'node:path'
import { ask } from '../../electron/browser.js'
import type { Attack } from './attack.js'
import { HostProcess } from './hostProcess.js'

type Request = [path: string, options: Parameters<typeof ask>[2]]

/** What another page, another program and another user on this machine may try: nothing gets in. */
export const guardedHost: Attack = {
  name: 'at the guard',
  async run({ folder, random, tries }) {
    const host = await HostProcess.start(join(folder, 'library'))
    const own = `127.0.0.1:${host.port}`
    const json = { 'content-type': 'application/json' }
    const requests: Request[] = []
    const paths = [
      '/',
      '/assets/',
      '/blob/models/cheetah/config.json',
      '/events?window=a',
      '/blob/../../etc/passwd',
    ]
    for (const path of paths)
      for (const name of [own, 'localhost', `evil.example:${host.port}`, '127.0.0.1', `[::1]:${host.port}`])
        for (const cookie of ['', `gaitway-${host.port}=${'s'.repeat(43)}`])
          requests.push([path, { headers: { host: name, ...(cookie && { cookie }) } }])
    for (const site of ['cross-site', 'same-site', 'none'])
      for (const origin of ['http://evil.example', 'null', `http://${own}`])
        for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])
          requests.push([
            '/rpc/library.list',
            { method, body: '{}', headers: { host: own, origin, 'sec-fetch-site': site, ...json } },
          ])
    for (const token of ['', 'x', 'A'.repeat(43), 'A'.repeat(10_000)])
      requests.push([`/?token=${token}`, { headers: { host: own } }])
    for (let index = 0; index < tries(5000, 300); index++) {
      const token = Array.from({ length: 43 }, () => 'abcXYZ019_-'[random.integer(11)]).join('')
      requests.push([`/?token=${token}`, { headers: { host: own } }])
    }
    const faults: string[] = []
    for (const [path, options] of requests) {
      const { status, headers } = await ask(host.port, path, options).catch(() => ({
        status: 0,
        headers: {},
      }))
      if ((status >= 200 && status < 400) || 'set-cookie' in headers)
        faults.push(`${options?.method ?? 'GET'} ${path} ${JSON.stringify(options?.headers)}: ${status}`)
    }
    const { episodes } = (await host.call('library.list', {})).datasets[0] ?? { episodes: 0 }
    if (!host.alive || episodes === 0) faults.push('the host no longer answers its own page')
    await host.stop()
    return { figures: `${requests.length} requests without the right to, none got in`, faults }
  },
}
