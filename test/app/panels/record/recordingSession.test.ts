import { describe, expect, it } from 'vitest'
import { RecordingSession, type RecordingPlan } from '../../../../src/app/panels/record/recordingSession.js'
import type { FromSimulation } from '../../../../src/app/simulation/protocol.js'
import type { EpisodeSummary } from '../../../../src/host/contract.js'
import { FakeHost, settled } from '../../fakeHost.js'
import { fakeSimulation } from '../../fakeSimulation.js'

const plan: RecordingPlan = {
  level: { name: 'Sprint' },
  levelId: 'sprint',
  body: 'cheetah',
  driver: { kind: 'human', scheme: 'throttle' },
  controller: 'human',
  envOptions: {},
}
const summary: EpisodeSummary = {
  index: 0,
  episodeId: 0,
  controller: 'human',
  level: '',
  seed: 9,
  length: 30,
  return: 12,
  terminated: false,
  truncated: true,
}

/** A recording whose simulation and host are the test's; `answers` replaces what the host does. */
async function recording(answers: ConstructorParameters<typeof FakeHost>[0] = {}) {
  const host = new FakeHost({
    'recording.begin': () => ({ recordingId: 'r1' }),
    'recording.append': ({ firstStep, rewards }) => ({ steps: firstStep + rewards.length }),
    'recording.end': () => summary,
    'recording.discard': () => ({}),
    ...answers,
  })
  const simulation = fakeSimulation()
  const session = new RecordingSession(host, plan, simulation.open, 9)
  await settled()
  return { host, simulation, session }
}

const running: FromSimulation = { type: 'phase', phase: 'running' }
const batch = (firstStep: number): FromSimulation => ({
  type: 'steps',
  firstStep,
  observations: new Float32Array(17 * 10).fill(0.1),
  actions: new Float32Array(6 * 10),
  rewards: new Float32Array(10).fill(0.5),
})
const ended = (length: number): FromSimulation => ({
  type: 'recorded',
  length,
  return: 12,
  terminated: false,
  truncated: true,
  finalObservation: new Float32Array(17),
})

describe('a live recording', () => {
  it('opens a journal before its first step and names the same seed to both sides', async () => {
    const { host, simulation } = await recording()
    expect(host.inputs('recording.begin')).toEqual([
      { envId: 'Gaitway/HalfCheetah-v0', envOptions: {}, level: '', controller: 'human', seed: 9 },
    ])
    expect(simulation.posted).toMatchObject([{ type: 'record', body: 'cheetah', seed: 9 }])
  })

  it('hands the rows on in order, then the end, and asks whether to keep it', async () => {
    const { host, simulation, session } = await recording()
    simulation.say(running, batch(0), batch(10), batch(20), ended(30))
    await settled()
    expect(host.inputs('recording.append').map(({ firstStep }) => firstStep)).toEqual([0, 10, 20])
    expect(host.calls.at(-1)!.method).toBe('recording.end')
    // Float32 in, the same float32 out: JSON carries every bit.
    expect(host.inputs('recording.append')[0].observations[0]).toBe(Math.fround(0.1))
    expect(session.state.value).toEqual({ kind: 'recorded', episode: summary })
  })

  it('throws away a recording that was stopped before its first step', async () => {
    const { host, simulation, session } = await recording()
    simulation.say({ type: 'phase', phase: 'countdown' }, ended(0))
    await settled()
    expect(session.state.value.kind).toBe('empty')
    expect(host.inputs('recording.discard')).toHaveLength(1)
    expect(host.inputs('recording.end')).toEqual([])
  })

  it('stops and says so when the host cannot write', async () => {
    const append = () => Promise.reject(new Error('the disk is full'))
    const { host, simulation, session } = await recording({ 'recording.append': append })
    simulation.say(running, batch(0), batch(10))
    await settled()
    expect(session.state.value).toEqual({ kind: 'failed', message: 'the disk is full' })
    expect(simulation.closed).toBe(true)
    expect(host.inputs('recording.append')).toHaveLength(1)
  })

  it('says when the host cannot begin', async () => {
    const begin = () => Promise.reject(new Error('the host is gone'))
    const { simulation, session } = await recording({ 'recording.begin': begin })
    expect(session.state.value).toEqual({ kind: 'failed', message: 'the host is gone' })
    expect(simulation.posted).toEqual([])
  })
})

describe('leaving', () => {
  it('in the middle ends the episode properly and keeps it', async () => {
    const { host, simulation, session } = await recording()
    simulation.say(running, batch(0))
    const left = session.close()
    expect(simulation.posted.at(-1)).toEqual({ type: 'finish' })
    simulation.say(ended(10))
    await left
    expect(host.inputs('recording.end')).toHaveLength(1)
    expect(host.inputs('recording.discard')).toEqual([])
    expect(simulation.closed).toBe(true)
  })

  it('during the countdown leaves nothing behind', async () => {
    const { host, simulation, session } = await recording()
    simulation.say({ type: 'phase', phase: 'countdown' })
    await session.close()
    expect(host.inputs('recording.discard')).toHaveLength(1)
    expect(simulation.closed).toBe(true)
  })

  it('after the end keeps what was recorded', async () => {
    const { host, simulation, session } = await recording()
    simulation.say(running, batch(0), ended(10))
    await settled()
    await session.close()
    expect(host.inputs('recording.discard')).toEqual([])
  })
})
