import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}

/** Libraries whose own source files are imported: nothing promises that a next version has them. */
function withPrivateImports(): string[] {
  const found = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(root, 'src', file), 'utf8').matchAll(/'((?:@[\w-]+\/)?[\w-]+)\/src\//g),
    ])
  return [...new Set(found.map(([, library]) => library))]
}

it('a library whose private files are imported is pinned to one version', () => {
  // hyparquet offers no way to look through the pages of a column before it is decoded.
  expect(withPrivateImports()).toEqual(['hyparquet'])
  for (const library of withPrivateImports())
    expect(dependencies[library], library).toMatch(/^\d+\.\d+\.\d+$/)
})
