import { createReadStream, existsSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { build } from 'vite'
import { launchBrowser } from './browser.js'

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/**
 * Runs a module of `test/e2e/pages` in a real browser and returns what its default export, an asynchronous function,
 * gives for `argument` (both JSON). The module is bundled as the app is; files under `test/` can be fetched as
 * `/test/…`.
 */
export async function runInBrowser<T>(
  browserPath: string,
  page: string,
  argument: unknown = null,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gaitway-page-'))
  const root = join(import.meta.dirname, '../..')
  const entry = join(folder, 'entry.ts')
  await writeFile(
    entry,
    `import run from ${JSON.stringify(join(import.meta.dirname, 'pages', page))}
     Object.assign(globalThis, { run })`,
  )
  const html = join(folder, 'index.html')
  await writeFile(html, `<!doctype html><script type="module" src="./entry.ts"></script>`)
  const bundle = join(folder, 'bundle')
  await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    resolve: { alias: { '@dimforge/rapier3d': join(root, 'node_modules/@dimforge/rapier3d/rapier.js') } },
    worker: { format: 'es' },
    build: { outDir: bundle, target: 'esnext', chunkSizeWarningLimit: 10_000 },
  })

  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0]))
    const file = path.startsWith('/test/')
      ? join(root, path)
      : join(bundle, path === '/' ? 'index.html' : path)
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': statSync(file).size,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchBrowser(browserPath)
  try {
    const tab = await browser.newPage()
    const errors: string[] = []
    tab.on('pageerror', (error) => errors.push(error.message))
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await tab
      .waitForFunction(() => 'run' in globalThis, undefined, { timeout: 60_000 })
      .catch((error: unknown) => {
        throw new Error(`${page} did not load: ${errors.join('; ')}`, { cause: error })
      })
    return await tab.evaluate(
      (given) => (globalThis as unknown as { run(argument: unknown): Promise<T> }).run(given),
      argument,
    )
  } finally {
    await browser.close()
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
