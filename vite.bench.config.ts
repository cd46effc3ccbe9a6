import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Measurements that run in Node: `npm run bench -- NAME` builds and runs `test/bench/NAME.bench.ts`. */
export default defineConfig({
  resolve: { alias: { '@dimforge/rapier3d': path('./node_modules/@dimforge/rapier3d/rapier.js') } },
  build: {
    outDir: 'node_modules/.cache/bench',
    target: 'node20',
    ssr: true,
    ssrEmitAssets: true,
    rolldownOptions: {
      input: { run: path('./test/bench/run.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
  // They find their WebAssembly beside their own files.
  ssr: { noExternal: true, external: ['@mujoco/mujoco', 'onnxruntime-web'] },
})
