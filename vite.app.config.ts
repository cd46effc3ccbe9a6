import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** The window: one page, its workers, and what they fetch. Everything is a file of its own, as the strict CSP asks. */
export default defineConfig({
  root: path('./src/app'),
  base: './',
  publicDir: false,
  build: {
    outDir: path('./dist/app'),
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    // Babylon is one large chunk that only the places with a stage fetch.
    chunkSizeWarningLimit: 9000,
  },
  worker: { format: 'es' },
})
