import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

/**
 * The house rules: imports point one way only, other rooms are entered by their doors, files form no circles, and a heavy
 * library has one room. A room stands here with the rooms that it imports.
 */
const rooms: Record<string, readonly string[]> = {
  platform: [],
  gym: ['platform'],
  sim: ['platform', 'gym'],
  policies: ['platform', 'gym', 'sim'],
  data: ['platform', 'gym', 'policies'],
  dt: ['platform', 'gym', 'policies', 'data'],
  skill: ['platform', 'gym', 'sim', 'policies', 'data', 'dt'],
  tune: ['platform', 'gym', 'sim', 'policies'],
  shows: ['data', 'dt'],
  game: ['platform', 'gym', 'sim', 'policies'],
  hub: ['platform', 'data'],
  host: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'game', 'hub'],
  app: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'shows', 'game', 'host'],
  cli: ['platform', 'gym', 'sim', 'policies', 'data', 'dt', 'skill', 'tune', 'shows', 'game', 'hub'],
  electron: ['platform', 'host'],
}

/**
 * The folders of the app, each with those that it may import: below it, none beside it. A panel imports none of the other
 * panels; `main.tsx` alone puts all together.
 */
const appFolders: Record<string, readonly string[]> = {
  ui: [],
  messaging: [],
  simulation: ['messaging'],
  workers: ['messaging', 'simulation'],
  view: ['ui'],
  state: ['workers'],
  scene: ['ui', 'simulation', 'view', 'state'],
  panels: ['ui', 'messaging', 'simulation', 'workers', 'view', 'state', 'scene'],
  shell: ['ui', 'state'],
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

/** Files of a room that others may import, where it is not `index.ts` alone. */
const doors: Record<string, readonly string[]> = {
  // What runs in Node alone would not load in a page.
  platform: ['index', 'node'],
  // To register the bodies is an effect; to read what they are is none.
  sim: ['index', 'register'],
  // The window knows the contract and the client that carries it, and nothing of the services.
  host: ['index', 'window'],
}
const doorsOf = (room: string) => doors[room] ?? ['index']

/** The fronts of the package, `src/NAME.ts`: they re-export what the rooms offer to other people's programs. */
const isFront = (file: string) => /^src\/\w+\.ts$/.test(file)

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
  // A worker is named by its address.
  for (const [, , specifier] of source.matchAll(/new URL\(\s*(['"])(\.[^'"]+)\1,\s*import\.meta\.url/g))
    found.push(specifier)
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
  const target = targetOf(file, specifier)
  if (!target || isFront(target)) return undefined
  const other = roomOf(target)
  if (room === other) return undefined
  if (!isFront(file) && !rooms[room].includes(other))
    return `${room} may not import ${other} (only ${rooms[room].join(', ')}); move what both need below the two`
  if (room === 'app' && other === 'host' && target !== 'src/host/window.ts')
    return 'the app may import only src/host/window.ts of host: ask for what it needs by the contract'
  const open = doorsOf(other).map((door) => `src/${other}/${door}.ts`)
  if (open.includes(target)) return undefined
  return `import it from ${open.join(' or ')}, and export it there if it is to be known outside of ${other}`
}

/** The file of ours that is meant, if it is one. */
function targetOf(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const target = relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
  if (!/^(src|electron)\//.test(target)) return undefined
  return (
    [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')].find((path) => files.includes(path)) ??
    target
  )
}

/** Every import of ours: which file, what it names, and which file of ours that is. */
const imports = files.flatMap((file) =>
  importsOf(file, readFileSync(join(root, file), 'utf8')).map((specifier) => ({
    file,
    specifier,
    target: targetOf(file, specifier),
  })),
)

/** A way from a file back to itself by imports, or undefined; types count too. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const way: string[] = []
  const visit = (file: string): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (done.has(file)) return undefined
    way.push(file)
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next)
      if (circle) return circle
    }
    way.pop()
    done.add(file)
    return undefined
  }
  for (const file of edges.keys()) {
    const circle = visit(file)
    if (circle) return circle
  }
  return undefined
}

/** Where a file of the app lives: its folder, and inside of panels its panel. Undefined for what lies at the root. */
function placeInApp(file: string): { folder: string; panel?: string } | undefined {
  const [, , folder, ...rest] = file.split('/')
  if (rest.length === 0) return undefined
  return { folder, panel: folder === 'panels' ? rest[0] : undefined }
}

/** What is wrong with an import inside of the app and the way out, or undefined. */
function appViolation(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const target = relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
  if (!file.startsWith('src/app/') || !target.startsWith('src/app/')) return undefined
  const from = placeInApp(file)
  const to = placeInApp(target)
  // `main.tsx` is the composition root.
  if (!from) return undefined
  if (!to) return `nothing of the app may import ${target}; pass it down from there`
  if (from.panel !== undefined && to.panel !== undefined && from.panel !== to.panel)
    return `the panel ${from.panel} may not import ${to.panel}; move what both use into scene or state`
  if (from.folder === to.folder) return undefined
  if (!(from.folder in appFolders))
    return `app has no place for the folder ${from.folder}; add it to the table`
  if (appFolders[from.folder].includes(to.folder)) return undefined
  const below = appFolders[from.folder].join(', ') || 'none of the others'
  return `app/${from.folder} may not import app/${to.folder} (only ${below}); move what both need below the two`
}

describe('the house', () => {
  it('has only the rooms of the design', () => {
    const found = new Set(files.filter((file) => !isFront(file)).map(roomOf))
    expect([...found].filter((room) => !(room in rooms))).toEqual([])
  })

  it('gives no permission that nobody uses', () => {
    const used = new Set(imports.map(({ file, target }) => `${roomOf(file)} → ${target && roomOf(target)}`))
    const given = Object.entries(rooms).flatMap(([room, others]) =>
      others.map((other) => `${room} → ${other}`),
    )
    expect(given.filter((permission) => !used.has(permission))).toEqual([])
  })

  it('has no circle of files', () => {
    // Workers are named, not imported: who starts one may well be imported by it.
    const edges = new Map<string, string[]>(files.map((file) => [file, []]))
    for (const { file, target } of imports)
      if (target && !target.endsWith('.worker.ts')) edges.get(file)?.push(target)
    expect(circleIn(edges)?.join(' → ')).toBeUndefined()
  })

  it('has imports that point one way and go by the doors, and one room for each heavy library', () => {
    const violations = imports.flatMap(({ file, specifier }) => {
      const why = violation(file, specifier)
      return why === undefined ? [] : [`${file}: '${specifier}': ${why}`]
    })
    expect(violations).toEqual([])
  })

  it('has an app whose folders import downwards, and panels that know nothing of one another', () => {
    const violations = files.flatMap((file) =>
      importsOf(file, readFileSync(join(root, file), 'utf8'))
        .map((specifier) => ({ specifier, why: appViolation(file, specifier) }))
        .filter(({ why }) => why !== undefined)
        .map(({ specifier, why }) => `${file}: '${specifier}': ${why}`),
    )
    expect(violations).toEqual([])
  })

  it('would notice an app that points up or sideways, and says the way out', () => {
    expect(appViolation('src/app/shell/shell.tsx', '../panels/train/plan.js')).toBe(
      'app/shell may not import app/panels (only ui, state); move what both need below the two',
    )
    expect(appViolation('src/app/simulation/run.ts', '../workers/openSimulation.js')).toContain(
      'only messaging',
    )
    expect(appViolation('src/app/ui/button.tsx', '../view/looks.js')).toContain('only none of the others')
    expect(appViolation('src/app/panels/record/index.tsx', '../play/lineUp.js')).toBe(
      'the panel record may not import play; move what both use into scene or state',
    )
    expect(appViolation('src/app/state/app.ts', '../main.js')).toContain('pass it down')
    expect(appViolation('src/app/extras/news.ts', '../ui/index.js')).toContain('add it to the table')
    expect(appViolation('src/app/panels/library/skill/figure.ts', '../publish.js')).toBeUndefined()
    expect(appViolation('src/app/main.tsx', './shell/shell.js')).toBeUndefined()
  })

  it('would notice a wrong import of every form', () => {
    const source = `import type { Env } from '../gym/env.js'
      import type { Box } from '../gym/index.js'
      import '../data/index.js'
      export * from '../game/index.js'
      const late = await import('babylonjs')`
    const found = importsOf('src/dt/example.ts', source)
    expect(found.map((specifier) => violation('src/dt/example.ts', specifier))).toEqual([
      'import it from src/gym/index.ts, and export it there if it is to be known outside of gym',
      undefined,
      undefined,
      expect.stringMatching(
        /^dt may not import game \(only platform, .*\); move what both need below the two$/,
      ),
      'only app may import babylonjs',
    ])
    expect(violation('src/app/main.tsx', '../host/services.js')).toMatch('only src/host/window.ts')
    expect(violation('src/host/lock.ts', '../platform/nodeFiles.js')).toMatch(
      'import it from src/platform/index.ts or src/platform/node.ts',
    )
  })

  it('would notice a circle, and names the way round', () => {
    const edges = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'd.ts']],
      ['c.ts', []],
      ['d.ts', ['b.ts']],
    ])
    expect(circleIn(edges)).toEqual(['b.ts', 'd.ts', 'b.ts'])
    edges.set('d.ts', ['c.ts'])
    expect(circleIn(edges)).toBeUndefined()
  })
})
