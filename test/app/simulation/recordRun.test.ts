import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import '../../../src/sim/index.js'
import type { FromSimulation, RecordPlan, ReplayPlan } from '../../../src/app/simulation/protocol.js'
import { RecordRun } from '../../../src/app/simulation/recordRun.js'
import { replay } from '../../../src/app/simulation/replayRun.js'
import { MemoryFiles } from '../../../src/platform/memoryFiles.js'

const level = JSON.parse(readFileSync('levels/sprint.json', 'utf8'))
const plan: RecordPlan = {
  type: 'record',
  level,
  levelId: 'sprint',
  body: 'cheetah',
  seed: 5,
  driver: { kind: 'scripted', skill: 60 },
}

async function record(
  more: Partial<RecordPlan>,
  steps: number,
  before?: (run: RecordRun, step: number) => void,
) {
  const run = await RecordRun.prepare({ ...plan, ...more }, new MemoryFiles())
  const told: FromSimulation[] = [...run.report()]
  for (let step = 0; step < steps && !run.done; step++) {
    before?.(run, step)
    await run.step()
    told.push(...run.report())
  }
  run.finish()
  told.push(...run.report())
  run.close()
  const batches = told.flatMap((message) => (message.type === 'steps' ? [message] : []))
  const end = told.flatMap((message) => (message.type === 'recorded' ? [message] : []))
  return { told, batches, end }
}

/** The rows of all batches as one episode to replay. */
function episodeOf(batches: Awaited<ReturnType<typeof record>>['batches']): ReplayPlan {
  return {
    type: 'replay',
    envId: 'Gaitway/HalfCheetah-v0',
    envOptions: {},
    seed: plan.seed,
    actionSize: 6,
    observationSize: 17,
    actions: Float32Array.from(batches.flatMap(({ actions }) => [...actions])),
    observations: Float32Array.from(batches.flatMap(({ observations }) => [...observations])),
  }
}

const unhurried = { progress: () => {}, stopped: () => false }

describe('recording an episode', () => {
  it('hands its rows over in small batches that follow one another without a gap', async () => {
    const { batches, end } = await record({}, 57)
    expect(batches.map(({ firstStep }) => firstStep)).toEqual([0, 10, 20, 30, 40, 50])
    expect(batches.map(({ rewards }) => rewards.length)).toEqual([10, 10, 10, 10, 10, 7])
    for (const { observations, actions, rewards } of batches) {
      expect(observations.length).toBe(17 * rewards.length)
      expect(actions.length).toBe(6 * rewards.length)
    }
    const sum = batches.flatMap(({ rewards }) => [...rewards]).reduce((a, b) => a + b, 0)
    expect(end).toMatchObject([{ length: 57, terminated: false, truncated: true }])
    expect(end[0].return).toBeCloseTo(sum, 4)
    expect(end[0].finalObservation.length).toBe(17)
  })

  it('ends by itself when the episode’s time is up', async () => {
    const { end } = await record({}, 2000)
    expect(end).toMatchObject([{ length: 1000, terminated: false, truncated: true }])
  })

  it('waits for a person, and records nothing of the waiting', async () => {
    const driver = { kind: 'human' as const, scheme: 'throttle' }
    const { told, batches } = await record({ driver }, 80, (run, step) => {
      if (step === 5) run.key('ArrowRight', true, 0)
    })
    expect(told.flatMap((message) => (message.type === 'phase' ? [message.phase] : []))).toEqual([
      'countdown',
      'running',
      'over',
    ])
    expect(batches.reduce((sum, { rewards }) => sum + rewards.length, 0)).toBe(20)
    expect(batches[0].actions.some((torque) => torque !== 0)).toBe(true)
  })

  it('stopped before its first step there is nothing to keep', async () => {
    const { batches, end } = await record({ driver: { kind: 'human', scheme: 'throttle' } }, 10)
    expect(batches).toEqual([])
    expect(end).toMatchObject([{ length: 0 }])
  })
})

describe('replaying it', () => {
  it('gives every observation again, bit for bit, and poses at every step of the physics', async () => {
    const { batches } = await record({}, 60)
    const film = await replay(episodeOf(batches), unhurried)
    expect(film).toMatchObject({
      agreeingSteps: 60,
      largestDifference: 0,
      stored: undefined,
      controlStep: 0.05,
    })
    expect(film!.times.length).toBe(1 + 60 * 5)
    expect(film!.poses.length).toBe(film!.times.length * 7 * 3)
    expect(film!.times.at(-1)).toBeCloseTo(3)
  })

  it('says where it parts from what was stored, and shows that too', async () => {
    const { batches } = await record({}, 60)
    const episode = episodeOf(batches)
    episode.observations[17 * 25] += 0.5
    const film = await replay(episode, unhurried)
    expect(film!.agreeingSteps).toBe(25)
    expect(film!.largestDifference).toBeCloseTo(0.5)
    const { times, poses } = film!.stored!
    expect(times.length).toBe(60)
    // The torso's height, half a metre up in that one frame.
    const height = (t: number) => poses[t * 21 + 1]
    expect(height(25) - height(24)).toBeGreaterThan(0.4)
  })

  it('cannot replay what it does not know', async () => {
    const { batches } = await record({}, 20)
    const episode = episodeOf(batches)
    await expect(replay({ ...episode, envId: '' }, unhurried)).rejects.toThrow(
      'does not say which environment',
    )
    await expect(replay({ ...episode, envId: 'Ant-v5' }, unhurried)).rejects.toThrow('Ant-v5')
    await expect(replay({ ...episode, observationSize: 11 }, unhurried)).rejects.toThrow(
      'The stored observations have 11 numbers',
    )
  })

  it('stops when nobody wants it any more', async () => {
    const { batches } = await record({}, 150)
    expect(await replay(episodeOf(batches), { progress: () => {}, stopped: () => true })).toBeUndefined()
  })
})
