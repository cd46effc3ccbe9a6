import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import '../../../src/sim/register.js'
import { RaceRun } from '../../../src/app/simulation/raceRun.js'
import { NodeFiles } from '../../../src/platform/nodeFiles.js'

const dash = JSON.parse(readFileSync('levels/dash.json', 'utf8'))

/** Bots of the shipped cheetah at these skills against one another, to the end. */
async function race(skills: number[], level: unknown) {
  const run = await RaceRun.prepare(
    {
      type: 'race',
      level,
      levelId: 'dash',
      body: 'cheetah',
      seed: 3,
      lanes: skills.map((skill) => ({
        name: `Cheetah ${skill}`,
        driver: { kind: 'model', model: 'cheetah', skill },
      })),
    },
    new NodeFiles('assets'),
  )
  for (;;) {
    const results = run.report().find((message) => message.type === 'results')
    if (results?.type === 'results') {
      run.close()
      return results.results
    }
    await run.step()
  }
}

it('is as fast in a race as its skill asks for', async () => {
  const rules = { ...dash.rules, countdown: 0, timeLimit: 12 }
  const results = await race([20, 90], { ...dash, rules })
  expect(results.map(({ name }) => name)).toEqual(['Cheetah 90', 'Cheetah 20'])
  const [fast, slow] = results
  expect(fast.finishTime).toBeLessThan(9)
  expect(slow.finishTime).toBeUndefined()
  // A dash is short: what the start costs weighs more than in the thousand steps that a target is meant for.
  for (const { pace, targetReturn } of results) expect(Math.abs(pace - targetReturn!)).toBeLessThan(1000)
})
