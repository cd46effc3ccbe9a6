import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** rapier3d names its entry only in `module`, a field that Node's resolver does not read. */
const rapier = fileURLToPath(new URL('./node_modules/@dimforge/rapier3d/rapier.js', import.meta.url))

export default defineConfig({
  resolve: { alias: { '@dimforge/rapier3d': rapier } },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    server: { deps: { inline: [/@dimforge/] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
