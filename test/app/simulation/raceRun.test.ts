import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import '../../../src/sim/register.js'
import {
  checkMessage,
  type FromSimulation,
  FromSimulationSchema,
  type RacePlan,
  transfers,
} from '../../../src/app/simulation/protocol.js'
import { RaceRun } from '../../../src/app/simulation/raceRun.js'
import { loadCheckpoint, saveCheckpoint } from '../../../src/dt/index.js'
import { MemoryFiles } from '../../../src/platform/memoryFiles.js'
import { NodeFiles } from '../../../src/platform/nodeFiles.js'

const dash = JSON.parse(readFileSync('levels/dash.json', 'utf8'))

function planOf(more: Partial<RacePlan> = {}): RacePlan {
  return {
    type: 'race',
    level: { ...dash, rules: { ...dash.rules, countdown: 0.5, timeLimit: 6 } },
    levelId: 'dash',
    body: 'cheetah',
    seed: 7,
    lanes: [
      { name: 'You', driver: { kind: 'human', scheme: 'throttle' } },
      { name: 'Slow', driver: { kind: 'scripted', skill: 20 } },
      { name: 'Fast', driver: { kind: 'scripted', skill: 90 } },
    ],
    ...more,
  }
}

/** Runs to the end; everything that was told, each message checked as the window does. */
async function runOut(run: RaceRun, before?: (step: number) => void): Promise<FromSimulation[]> {
  const told: FromSimulation[] = [...run.report()]
  for (let step = 0; !run.done; step++) {
    before?.(step)
    await run.step()
    told.push(...run.report())
  }
  run.close()
  return told.map((message) => checkMessage(FromSimulationSchema, message))
}

function resultsOf(told: FromSimulation[]) {
  const found = told.find((message) => message.type === 'results')
  return found?.type === 'results' ? found.results : []
}

describe('a race in the worker', () => {
  it('tells its stage, phases, frames, standings and results', async () => {
    const told = await runOut(await RaceRun.prepare(planOf(), new MemoryFiles()))
    expect(told[0]).toMatchObject({
      type: 'staged',
      envId: 'Gaitway/HalfCheetah-v0',
      controlStep: 0.05,
      lanes: [{ name: 'You' }, { name: 'Slow', ask: { skill: 20 } }, { name: 'Fast', ask: { skill: 90 } }],
    })
    const phases = told.flatMap((message) => (message.type === 'phase' ? [message.phase] : []))
    expect(phases).toEqual(['countdown', 'running', 'over'])
    const results = resultsOf(told)
    expect(results.map(({ name }) => name)).toEqual(['Fast', 'Slow', 'You'])
    expect(results[0].pace).toBeGreaterThan(results[1].pace)
    expect(results[2].human).toBe(true)
  })

  it('sends a frame for every step of the physics, in order, with all lanes in it', async () => {
    const told = await runOut(await RaceRun.prepare(planOf(), new MemoryFiles()))
    const frames = told.flatMap((message) => (message.type === 'frames' ? [message] : []))
    const times = frames.flatMap((message) => message.times)
    for (let i = 1; i < times.length; i++) expect(times[i] - times[i - 1]).toBeCloseTo(0.01, 6)
    for (const { times: some, poses } of frames) expect(poses.length).toBe(some.length * 3 * 7 * 3)
    expect(transfers(frames[1])).toEqual([frames[1].poses.buffer])
  })

  it('is the same race for the same seed and the same keys', async () => {
    const once = async () => {
      const run = await RaceRun.prepare(planOf(), new MemoryFiles())
      return resultsOf(
        await runOut(run, (step) => {
          if (step === 12) run.key('ArrowRight', true, 0)
          if (step === 90) run.key('ArrowRight', false, 0)
        }),
      )
    }
    const results = await once()
    expect(results.find(({ human }) => human)!.distance).toBeGreaterThan(3)
    expect(await once()).toEqual(results)
  })

  it('turns a dial in mid-run', async () => {
    const run = await RaceRun.prepare(planOf(), new MemoryFiles())
    const told = await runOut(run, (step) => {
      if (step === 40) run.dial(2, 0)
    })
    expect(told.find((message) => message.type === 'asked')).toMatchObject({ lane: 2, ask: { skill: 0 } })
    const straight = resultsOf(await runOut(await RaceRun.prepare(planOf(), new MemoryFiles())))
    const distance = (results: typeof straight) => results.find(({ lane }) => lane === 2)!.distance
    expect(distance(resultsOf(told))).toBeLessThan(distance(straight) * 0.8)
  })

  it('lets a bot that is home slow down behind the line', async () => {
    const level = { ...dash, rules: { distance: 6, countdown: 0, timeLimit: 7 } }
    const run = await RaceRun.prepare(planOf({ level }), new MemoryFiles())
    const told = await runOut(run)
    const standings = told.flatMap((message) => (message.type === 'standings' ? [message.lanes[2]] : []))
    expect(standings.some(({ status, speed }) => status === 'finished' && speed > 3)).toBe(true)
    expect(standings.at(-1)!.speed).toBeLessThan(1)
    expect(standings.at(-1)!.x).toBeLessThan(30)
  })

  it('ends when it is told to', async () => {
    const run = await RaceRun.prepare(planOf(), new MemoryFiles())
    const told = await runOut(run, (step) => {
      if (step === 30) run.finish()
    })
    expect(resultsOf(told)).toHaveLength(3)
    expect(resultsOf(told)[0].steps).toBeLessThan(30)
  })

  it('names the model that is not there', async () => {
    const lanes = [{ name: 'Ghost', driver: { kind: 'model' as const, model: 'ghost', skill: 50 } }]
    await expect(RaceRun.prepare(planOf({ lanes }), new MemoryFiles())).rejects.toMatchObject({
      name: 'InputError',
      model: 'ghost',
      message: expect.stringContaining('The model ghost cannot be used'),
    })
  })

  it('ends in the middle in words where a model has no sound answer, and names the model', async () => {
    const files = new MemoryFiles()
    const shipped = await loadCheckpoint('assets/models/cheetah', new NodeFiles())
    // Finite every one, and too much together.
    const weights = new Map(
      [...shipped.weights].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((w) => w * 1e30) },
      ]),
    )
    await saveCheckpoint('models/broken', { ...shipped, weights }, files)
    const lanes = [{ name: 'Broken', driver: { kind: 'model' as const, model: 'broken', skill: 50 } }]
    const run = await RaceRun.prepare(planOf({ lanes }), files)
    await expect(runOut(run)).rejects.toMatchObject({
      name: 'InputError',
      model: 'broken',
      message: expect.stringMatching(
        /^The model broken cannot be used: agent:broken answered NaN in action\[0\]/,
      ),
    })
  })

  it('refuses a level with an unknown key', async () => {
    const plan = planOf({ level: { ...dash, gravity: 'moon' } })
    await expect(RaceRun.prepare(plan, new MemoryFiles())).rejects.toThrow('unknown key "gravity"')
  })
})
