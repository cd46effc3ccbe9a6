import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

describe('what the documents speak of', () => {
  it.each(documents)('is there: %s', (document) => {
    const text = readFileSync(join(root, document), 'utf8')
    const paths = [
      ...text.matchAll(/`((?:src|electron|test|docs|levels|assets)\/[\w./-]+\.\w+|electron-builder\.yml)`/g),
    ]
    expect(paths.map(([, path]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([])
    const links = [...text.matchAll(/\]\(([\w./-]+\.(?:md|png|svg))\)/g)]
    const folder = join(root, document, '..')
    expect(links.map(([, link]) => link).filter((link) => !existsSync(join(folder, link)))).toEqual([])
  })
})
