import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Dataset, validateDataset } from '../../../src/data/index.js'
import { NodeFiles } from '../../../src/index.js'
import { adviceOnLander } from './check.js'
import { fleet, wrapped } from './many.js'
import { recordPlayer } from './play.js'
import { demonstrate, fly, learn } from './rivals.js'

const files = new NodeFiles()
const folder = mkdtempSync(join(tmpdir(), 'gaitway-plugin-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Imports as a user of the package writes them. */
function asPublished(source: string): string {
  return source.replaceAll(
    /'\.\.\/\.\.\/\.\.\/src\/(?:(\w+)\/)?index\.js'/g,
    (_, room: string | undefined) =>
      room === undefined || room === 'gym' ? "'gaitway'" : `'gaitway/${room}'`,
  )
}

describe('docs/plugin.md shows the programs of this folder', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/plugin.md'), 'utf8')
  const shown = [...page.matchAll(/```ts (\S+)\n(.*?)```/gs)].map(([, name, code]) => [name, code] as const)

  test('all of them', () => {
    const programs = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))
    expect(shown.map(([name]) => name).sort()).toEqual(programs.sort())
    expect(page).not.toMatch(/```ts\n/)
  })

  test.each(shown)('%s', (name, code) => {
    expect(code).toBe(asPublished(readFileSync(join(import.meta.dirname, name), 'utf8')))
  })
})

describe('what they show works', () => {
  test('the game is sound', () => {
    expect(adviceOnLander()).toEqual([])
  })

  test('a player’s flights become a dataset that replays to the bit', async () => {
    let asked = 0
    await recordPlayer(join(folder, 'player'), 2, () => (++asked % 3 === 0 ? 1 : -1))
    const dataset = await Dataset.open(join(folder, 'player'), files)
    const episodes = await dataset.episodeSummaries()
    expect(episodes.map(({ controller }) => controller)).toEqual(['human', 'human'])
    expect(await validateDataset(join(folder, 'player'), files, { deep: true })).toEqual([])
  })

  test('rivals land as well as they are asked to', async () => {
    const [flights, model] = [join(folder, 'flights'), join(folder, 'model')]
    await demonstrate(flights, 120)
    expect(await validateDataset(flights, files, { deep: true })).toEqual([])
    await learn(flights, model, 300)
    const mean = async (skill: number) => {
      const points = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => fly(model, skill, 1_000_000 + seed)))
      return points.reduce((sum, each) => sum + each, 0) / points.length
    }
    const [clumsy, fair, good] = [await mean(0), await mean(40), await mean(80)]
    expect(fair).toBeGreaterThan(clumsy + 100)
    expect(good).toBeGreaterThan(fair + 100)
  }, 300_000)

  test('wrappers', () => {
    const env = wrapped()
    const [observation] = env.reset({ seed: 1 })
    expect(observation).toHaveLength(12)
    let info
    for (let over = false; !over;) {
      const step = env.step(Float32Array.of(0))
      over = step[2] || step[3]
      info = step[4]
    }
    expect(info).toMatchObject({ landed: true, episode: { l: expect.any(Number) } })
  })

  test('a fleet has its lanes', () => {
    // That it flies in threads is held by vectorEnvs.test.ts, with a bundle as the package would have.
    const envs = fleet({ modules: [] })
    expect([envs.numEnvs, envs.autoresetMode]).toEqual([16, 'NextStep'])
  })
})
