import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/**
 * The bundles that run in threads, with chunks of their own: in the packaged app they lie beside the archive, and what the
 * main process runs lies in it.
 */
const workers = {
  rollout: 'src/tune/workers/rollout.worker.ts',
  record: 'src/host/workers/record.worker.ts',
  entry: 'src/host/workers/entry.worker.ts',
  env: 'src/sim/workers/env.worker.ts',
  gradient: 'src/dt/workers/gradient.worker.ts',
  evaluate: 'src/skill/workers/evaluate.worker.ts',
}

/** Writes down what they are, for the packaged app to compare: see `electron/unpacked.ts`. */
const fingerprints: Plugin = {
  name: 'fingerprints',
  closeBundle() {
    const folder = path('./dist/node')
    const files = ['workers', 'assets'].flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    const list = files.sort().map((file) => {
      const name = file.slice(folder.length + 1).replaceAll('\\', '/')
      return [name, createHash('sha256').update(readFileSync(file)).digest('hex')]
    })
    writeFileSync(join(folder, 'unpacked.json'), `${JSON.stringify(Object.fromEntries(list), null, 2)}\n`)
  },
}

export default defineConfig({
  plugins: [fingerprints],
  resolve: { alias: { '@dimforge/rapier3d': path('./node_modules/@dimforge/rapier3d/rapier.js') } },
  build: {
    outDir: 'dist/node',
    // After vite.node.config.ts, which empties it.
    emptyOutDir: false,
    target: 'node20',
    ssr: true,
    ssrEmitAssets: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(workers).map(([name, file]) => [name, path(file)])),
      external: ['electron', 'webgpu'],
      output: {
        entryFileNames: 'workers/[name].mjs',
        chunkFileNames: 'workers/chunks/[name]-[hash].mjs',
      },
    },
  },
  ssr: { noExternal: true },
})
