import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

/**
 * The house rule: imports point one way only, and a heavy library has one room. `library` lists what only the room
 * (and those named beside it) may import.
 */
const rooms: Record<string, readonly string[]> = {
  platform: [],
  gym: ['platform'],
  sim: ['platform', 'gym'],
  policies: ['platform', 'gym', 'sim'],
  data: ['platform', 'gym', 'sim', 'policies'],
  dt: ['platform', 'gym', 'policies', 'data'],
  skill: ['platform', 'gym', 'sim', 'policies', 'data', 'dt'],
  tune: ['platform', 'gym', 'sim', 'policies'],
  shows: ['platform', 'data', 'dt'],
  game: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill'],
  hub: ['platform', 'data', 'dt'],
  host: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'game', 'hub'],
  app: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'shows', 'game', 'hub', 'host'],
  cli: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'tune', 'shows', 'game', 'hub', 'host'],
  electron: ['platform', 'host', 'cli'],
}

const libraries: { name: RegExp; rooms: readonly string[] }[] = [
  { name: /^node:/, rooms: ['platform', 'host', 'cli', 'electron'] },
  { name: /^@dimforge\//, rooms: ['sim'] },
  { name: /^(hyparquet|h5wasm)/, rooms: ['data'] },
  { name: /^@tensorflow\//, rooms: ['dt'] },
  { name: /^@huggingface\//, rooms: ['hub'] },
  { name: /^(babylonjs|preact|@preact\/|uplot)/, rooms: ['app'] },
  { name: /^electron$/, rooms: ['electron'] },
]

/** What the window may know of the host: the contract, and the client that carries it. */
const windowSideOfHost = /^src\/host\/(contract|client)(\.|$)/

const root = join(import.meta.dirname, '..')
const files = ['src', 'electron'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file).replaceAll('\\', '/')),
)

const roomOf = (file: string) => (file.startsWith('electron/') ? 'electron' : file.split('/')[1])

/** Module specifiers of static imports, re-exports and dynamic imports with a literal. */
function importsOf(file: string, source: string): string[] {
  const { module } = parseSync(file, source)
  const found = module.staticImports.map((entry) => entry.moduleRequest.value)
  for (const entry of module.staticExports)
    for (const { moduleRequest } of entry.entries) if (moduleRequest) found.push(moduleRequest.value)
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"`])(.*)\1$/s.exec(source.slice(moduleRequest.start, moduleRequest.end))
    if (literal) found.push(literal[2])
  }
  return found
}

/** What is wrong with this import, or undefined. */
function violation(file: string, specifier: string): string | undefined {
  const room = roomOf(file)
  if (!specifier.startsWith('.')) {
    const owner = libraries.find(({ name }) => name.test(specifier))
    if (owner && !owner.rooms.includes(room)) return `only ${owner.rooms.join(', ')} may import ${specifier}`
    return undefined
  }
  const target = relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
  if (!/^(src|electron)\//.test(target)) return undefined
  // `src/index.ts` is the package's front door: it only re-exports.
  const other = roomOf(target)
  if (room === other || !(room in rooms)) return undefined
  if (!rooms[room].includes(other)) return `${room} may not import ${other}`
  if (room === 'app' && other === 'host' && !windowSideOfHost.test(target))
    return 'the app may import only the contract and the client of host'
  return undefined
}

describe('the house', () => {
  it('has only the rooms of the design', () => {
    const found = new Set(files.filter((file) => file.split('/').length > 2).map(roomOf))
    expect([...found].filter((room) => !(room in rooms))).toEqual([])
  })

  it('has imports that point one way, and one room for each heavy library', () => {
    const violations = files.flatMap((file) =>
      importsOf(file, readFileSync(join(root, file), 'utf8'))
        .map((specifier) => ({ file, specifier, why: violation(file, specifier) }))
        .filter(({ why }) => why !== undefined)
        .map(({ file: where, specifier, why }) => `${where}: '${specifier}': ${why}`),
    )
    expect(violations).toEqual([])
  })

  it('would notice a wrong import of every form', () => {
    const source = `import type { Env } from '../gym/env.js'
      import '../data/index.js'
      export * from '../game/index.js'
      const late = await import('babylonjs')`
    const found = importsOf('src/dt/example.ts', source)
    expect(found).toEqual(['../gym/env.js', '../data/index.js', '../game/index.js', 'babylonjs'])
    expect(found.map((specifier) => violation('src/dt/example.ts', specifier))).toEqual([
      undefined,
      undefined,
      'dt may not import game',
      'only app may import babylonjs',
    ])
    expect(violation('src/app/main.tsx', '../host/services.js')).toMatch('only the contract')
  })
})
