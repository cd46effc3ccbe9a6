import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { build } from 'vite'

const root = join(import.meta.dirname, '..', '..')

/** A module of the checkout that plain Node can import in a process of its own; gone when the test is over. */
export async function bundle(source: string): Promise<string> {
  // Inside the checkout, so that it finds the packages.
  const outDir = await mkdtemp(join(root, 'node_modules', '.bundle-'))
  onTestFinished(() => rm(outDir, { recursive: true, force: true }))
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    build: {
      outDir,
      ssr: join(root, source),
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'bundle.mjs' } },
    },
  })
  return join(outDir, 'bundle.mjs')
}
