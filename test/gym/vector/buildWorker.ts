import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Bundles the worker entry and the example game as the package would be, so that threads can run them. */
export async function buildWorker(): Promise<{ worker: string; lander: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'gaitway-worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      outDir: folder,
      ssr: true,
      rolldownOptions: {
        input: { worker: source('./lanes.worker.ts'), lander: source('../example/lander.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  return {
    worker: join(folder, 'worker.mjs'),
    lander: pathToFileURL(join(folder, 'lander.mjs')).href,
    folder,
  }
}
