import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The desktop's preload script: a sandboxed one must be a single CommonJS file. */
export default defineConfig({
  build: {
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'node20',
    ssr: fileURLToPath(new URL('./electron/preload.ts', import.meta.url)),
    rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
  },
  ssr: { noExternal: true },
})
