import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** What runs in Node's main thread: the library, the command line, the two hosts. */
const entries = {
  'lib/index': 'src/index.ts',
  'lib/data': 'src/data.ts',
  'lib/dt': 'src/dt.ts',
  'lib/skill': 'src/skill.ts',
  'cli/gaitway': 'src/cli/gaitway.ts',
  'electron/main': 'electron/main.ts',
  'electron/start': 'electron/start.ts',
}

/** npm marks a package's commands as executable when it installs them, but not those of the checkout it runs in. */
const executable: Plugin = {
  name: 'executable-command',
  writeBundle: ({ dir = '' }) => {
    const command = join(dir, 'cli/gaitway.mjs')
    if (existsSync(command)) chmodSync(command, 0o755)
  },
}

export default defineConfig({
  plugins: [executable],
  resolve: { alias: { '@dimforge/rapier3d': path('./node_modules/@dimforge/rapier3d/rapier.js') } },
  build: {
    outDir: 'dist/node',
    emptyOutDir: true,
    target: 'node20',
    ssr: true,
    ssrEmitAssets: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(path(file)))),
      external: ['electron', 'webgpu'],
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true },
})
