import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import '../../../src/sim/register.js'
import { LocomotionEnv } from '../../../src/sim/index.js'
import type { FromSimulation, RecordPlan, ReplayPlan } from '../../../src/app/simulation/protocol.js'
import { RecordRun } from '../../../src/app/simulation/recordRun.js'
import { replay } from '../../../src/app/simulation/replayRun.js'
import type { EpisodeSummary, Input } from '../../../src/host/contract.js'
import { MemoryFiles } from '../../../src/platform/memoryFiles.js'
import { FakeHost, settled } from '../fakeHost.js'

const level = JSON.parse(readFileSync('levels/sprint.json', 'utf8'))
const plan: RecordPlan = {
  type: 'record',
  level,
  levelId: 'sprint',
  body: 'cheetah',
  seed: 5,
  driver: { kind: 'scripted', skill: 60 },
  controller: 'scripted:cheetah',
}
const summary: EpisodeSummary = {
  index: 0,
  episodeId: 0,
  controller: 'scripted:cheetah',
  level: '',
  seed: 5,
  length: 57,
  return: 1,
  terminated: false,
  truncated: true,
}

/** A host that takes all it is sent; `answers` replaces what it does. */
const hostWith = (answers: ConstructorParameters<typeof FakeHost>[0] = {}) =>
  new FakeHost({
    'recording.begin': () => ({ recordingId: 'r1' }),
    'recording.append': ({ firstStep, rewards }) => ({ steps: firstStep + rewards.length }),
    'recording.end': () => summary,
    'recording.discard': () => ({}),
    ...answers,
  })

/** Steps until it is done, but for the stop after `steps`, as the worker does. */
async function record(
  more: Partial<RecordPlan>,
  steps: number,
  { host = hostWith(), before }: { host?: FakeHost; before?: (run: RecordRun, step: number) => void } = {},
) {
  const run = await RecordRun.prepare({ ...plan, ...more }, new MemoryFiles(), host)
  const told: FromSimulation[] = [...run.report()]
  try {
    for (let step = 0; !run.done; step++) {
      if (step === steps) run.finish()
      before?.(run, step)
      await run.step()
      told.push(...run.report())
      if (step >= steps) await settled()
    }
    told.push(...run.report())
  } finally {
    run.close()
  }
  const phases = told.flatMap((message) => (message.type === 'phase' ? [message.phase] : []))
  const end = told.flatMap((message) => (message.type === 'recorded' ? [message] : []))
  return { host, phases, batches: host.inputs('recording.append'), end }
}

/** The rows of all batches as one episode to replay. */
function episodeOf(batches: Input<'recording.append'>[]): ReplayPlan {
  return {
    type: 'replay',
    envId: 'Gaitway/HalfCheetah-v0',
    envOptions: {},
    seed: plan.seed,
    actionSize: 6,
    observationSize: 17,
    actions: Float32Array.from(batches.flatMap(({ actions }) => actions)),
    observations: Float32Array.from(batches.flatMap(({ observations }) => observations)),
  }
}

const unhurried = { progress: () => {}, stopped: () => false }

describe('recording an episode', () => {
  it('opens a journal before its first step', async () => {
    const host = hostWith()
    const run = await RecordRun.prepare(plan, new MemoryFiles(), host)
    const controller = 'scripted:cheetah'
    expect(host.inputs('recording.begin')).toEqual([
      { envId: 'Gaitway/HalfCheetah-v0', envOptions: {}, level: '', controller, seed: 5 },
    ])
    run.close()
  })

  it('names the level and its ground where it has one', async () => {
    const rolling = JSON.parse(readFileSync('levels/rolling.json', 'utf8'))
    const { host } = await record({ level: rolling, levelId: 'rolling' }, 1)
    const { name, terrain } = rolling
    expect(host.inputs('recording.begin')).toMatchObject([
      { level: 'rolling', envOptions: { level: { name, terrain } } },
    ])
  })

  it('sends its steps in small batches that follow one another without a gap, then the end', async () => {
    const { host, batches, end, phases } = await record({}, 57)
    expect(batches.map(({ firstStep }) => firstStep)).toEqual([0, 10, 20, 30, 40, 50])
    expect(batches.map(({ rewards }) => rewards.length)).toEqual([10, 10, 10, 10, 10, 7])
    for (const { observations, actions, rewards } of batches) {
      expect(observations.length).toBe(17 * rewards.length)
      expect(actions.length).toBe(6 * rewards.length)
    }
    expect(batches.every((batch) => batch.appliedActions === undefined)).toBe(true)
    expect(host.calls.at(-1)!.method).toBe('recording.end')
    const [{ finalObservation, ...flags }] = host.inputs('recording.end')
    expect(flags).toEqual({ recordingId: 'r1', terminated: false, truncated: true })
    expect(finalObservation.length).toBe(17)
    expect(end).toEqual([{ type: 'recorded', recordingId: 'r1', episode: summary }])
    expect(phases).toEqual(['running', 'over'])
  })

  it('ends by itself when the episode’s time is up', async () => {
    const { batches, host } = await record({}, 2000)
    expect(batches.reduce((sum, { rewards }) => sum + rewards.length, 0)).toBe(1000)
    expect(host.inputs('recording.end')).toMatchObject([{ terminated: false, truncated: true }])
  })

  it('waits for a person, and records nothing of the waiting', async () => {
    const driver = { kind: 'human' as const, scheme: 'throttle' }
    const { phases, batches } = await record({ driver }, 80, {
      before(run, step) {
        if (step === 5) run.key('ArrowRight', true, 0)
      },
    })
    expect(phases).toEqual(['countdown', 'running', 'over'])
    expect(batches.reduce((sum, { rewards }) => sum + rewards.length, 0)).toBe(20)
    expect(batches[0].actions.some((torque) => torque !== 0)).toBe(true)
  })

  it('stopped before its first step there is nothing to keep', async () => {
    const { host, batches, end } = await record({ driver: { kind: 'human', scheme: 'throttle' } }, 10)
    expect(batches).toEqual([])
    expect(end).toEqual([{ type: 'recorded', recordingId: 'r1' }])
    expect(host.inputs('recording.discard')).toHaveLength(1)
    expect(host.inputs('recording.end')).toEqual([])
  })

  it('no longer wanted before it began leaves no journal behind', async () => {
    const host = hostWith()
    const run = await RecordRun.prepare(plan, new MemoryFiles(), host)
    run.close()
    await settled()
    expect(host.inputs('recording.discard')).toEqual([{ recordingId: 'r1' }])
  })
})

describe('a simulation that breaks', () => {
  it('sends what happened before', async () => {
    const host = hostWith()
    const before = (_: RecordRun, step: number) => {
      if (step !== 15) return
      const broken = vi.spyOn(LocomotionEnv.prototype, 'step').mockImplementation(() => {
        throw new Error('the world is gone')
      })
      onTestFinished(() => broken.mockRestore())
    }
    await expect(record({}, 100, { host, before })).rejects.toThrow('the world is gone')
    expect(host.inputs('recording.append').map(({ rewards }) => rewards.length)).toEqual([10, 5])
    expect(host.inputs('recording.discard')).toEqual([])
  })
})

describe('a host that cannot write', () => {
  it('ends the recording with its reason, and gets nothing more', async () => {
    const host = hostWith({ 'recording.append': () => Promise.reject(new Error('the disk is full')) })
    const before = (_: RecordRun, step: number) => expect(step).toBeLessThan(12)
    await expect(record({}, 100, { host, before })).rejects.toThrow('the disk is full')
    expect(host.inputs('recording.append')).toHaveLength(1)
    expect(host.inputs('recording.end')).toEqual([])
  })

  it('at the end does not let it count as kept', async () => {
    const host = hostWith({ 'recording.end': () => Promise.reject(new Error('the host is gone')) })
    await expect(record({}, 20, { host })).rejects.toThrow('the host is gone')
  })

  it('from the beginning lets nothing begin', async () => {
    const host = hostWith({ 'recording.begin': () => Promise.reject(new Error('the host is gone')) })
    await expect(record({}, 20, { host })).rejects.toThrow('the host is gone')
  })

  it('for a while gets the steps one batch after the other', async () => {
    let writing = 0
    const host = hostWith({
      'recording.append': async ({ firstStep, rewards }) => {
        expect(++writing).toBe(1)
        await settled()
        writing--
        return { steps: firstStep + rewards.length }
      },
    })
    const { batches, end } = await record({}, 57, { host })
    expect(batches.map(({ firstStep }) => firstStep)).toEqual([0, 10, 20, 30, 40, 50])
    expect(end).toHaveLength(1)
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
