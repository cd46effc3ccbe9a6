import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** rapier3d names its entry only in `module`, a field that Node's resolver does not read. */
const rapier = fileURLToPath(new URL('./node_modules/@dimforge/rapier3d/rapier.js', import.meta.url))

/** What takes seconds, or needs what is built: `npm run test:quick` leaves it out. */
const slow = 'test/**/*.slow.test.ts'

/** A process a file costs as much as the tests in it; what one file changes in a module it takes back. */
const together = { pool: 'threads', isolate: false, maxWorkers: '100%' } as const

export default defineConfig({
  resolve: { alias: { '@dimforge/rapier3d': rapier } },
  test: {
    // The slowest take a few seconds alone, and minutes where something else has the cores.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What is waited for comes soon on any machine, but not on a busy one.
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: [/@dimforge/] } },
    projects: [
      {
        extends: true,
        test: { ...together, name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', slow] },
      },
      {
        extends: true,
        test: { ...together, name: 'slow', include: [slow] },
      },
      {
        extends: true,
        resolve: {
          alias: { '@dimforge/rapier3d': fileURLToPath(new URL('./test/app/noPhysics.ts', import.meta.url)) },
        },
        test: {
          name: 'components',
          include: ['test/**/*.test.tsx'],
          // Each file has a window of its own, which the libraries keep hold of.
          environment: 'happy-dom',
          pool: 'threads',
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
