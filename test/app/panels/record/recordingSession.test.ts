import { describe, expect, it } from 'vitest'
import { RecordingSession, type RecordingPlan } from '../../../../src/app/panels/record/recordingSession.js'
import type { FromSimulation, ToSimulation } from '../../../../src/app/simulation/protocol.js'
import { portClient } from '../../../../src/host/client.js'
import type { EpisodeSummary } from '../../../../src/host/contract.js'
import { FakeHost, settled } from '../../fakeHost.js'
import { fakeSimulation } from '../../fakeSimulation.js'

const plan: RecordingPlan = {
  level: { name: 'Sprint' },
  levelId: 'sprint',
  body: 'cheetah',
  driver: { kind: 'human', scheme: 'throttle' },
  controller: 'human',
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

/** A recording whose simulation is the test's. */
function recording() {
  const host = new FakeHost({
    'recording.begin': () => ({ recordingId: 'r1' }),
    'recording.discard': () => ({}),
  })
  const simulation = fakeSimulation()
  const session = new RecordingSession(host, plan, simulation.open, 9)
  return { host, simulation, session }
}

const running: FromSimulation = { type: 'phase', phase: 'running' }
const over: FromSimulation = { type: 'phase', phase: 'over' }
const kept: FromSimulation = { type: 'recorded', recordingId: 'r1', episode: summary }
const nothing: FromSimulation = { type: 'recorded', recordingId: 'r1' }

describe('a live recording', () => {
  it('gives the simulation a plan, a seed and a way to the host', async () => {
    const { host, simulation } = recording()
    expect(simulation.posted).toMatchObject([{ type: 'record', ...plan, seed: 9 }])
    const [record] = simulation.posted as Extract<ToSimulation, { type: 'record' }>[]
    const header = {
      envId: 'Gaitway/HalfCheetah-v0',
      envOptions: {},
      level: '',
      controller: 'human',
      seed: 9,
    }
    const client = portClient(record.host)
    expect(await client.call('recording.begin', header)).toEqual({ recordingId: 'r1' })
    expect(host.inputs('recording.begin')).toEqual([header])
    record.host.close()
  })

  it('asks whether to keep what the host has, and not before', () => {
    const { simulation, session } = recording()
    simulation.say(running, over)
    expect(session.state.value.kind).toBe('recording')
    simulation.say(kept)
    expect(session.state.value).toEqual({ kind: 'recorded', episode: summary })
  })

  it('that was stopped before its first step leaves nothing to keep', () => {
    const { simulation, session } = recording()
    simulation.say({ type: 'phase', phase: 'countdown' })
    expect(session.state.value.kind).toBe('countdown')
    session.stop()
    expect(simulation.posted.at(-1)).toEqual({ type: 'finish' })
    simulation.say(over, nothing)
    expect(session.state.value.kind).toBe('empty')
  })

  it('is discarded at the host', async () => {
    const { host, simulation, session } = recording()
    simulation.say(running, over, kept)
    await session.discard()
    expect(host.inputs('recording.discard')).toEqual([{ recordingId: 'r1' }])
  })

  it('says when it broke off, and closes the simulation', () => {
    const { simulation, session } = recording()
    simulation.say(running, { type: 'failed', message: 'the disk is full', ours: false })
    expect(session.state.value).toEqual({ kind: 'failed', message: 'the disk is full' })
    expect(simulation.closed).toBe(true)
  })
})

describe('leaving', () => {
  it('in the middle ends the episode, and waits until the host has it', async () => {
    const { simulation, session } = recording()
    simulation.say(running)
    const left = session.close()
    expect(simulation.posted.at(-1)).toEqual({ type: 'finish' })
    simulation.say(over)
    await settled()
    expect(simulation.closed).toBe(false)
    simulation.say(kept)
    await left
    expect(simulation.closed).toBe(true)
  })

  it('during the countdown leaves it to the simulation to throw the empty journal away', async () => {
    const { simulation, session } = recording()
    simulation.say({ type: 'phase', phase: 'countdown' })
    const left = session.close()
    expect(simulation.posted.at(-1)).toEqual({ type: 'finish' })
    simulation.say(over, nothing)
    await left
    expect(simulation.closed).toBe(true)
  })

  it('after the end keeps what was recorded', async () => {
    const { host, simulation, session } = recording()
    simulation.say(running, over, kept)
    await session.close()
    expect(host.inputs('recording.discard')).toEqual([])
    expect(simulation.closed).toBe(true)
  })

  it('does not wait for a recording that broke off', async () => {
    const { simulation, session } = recording()
    simulation.say({ type: 'failed', message: 'the host is gone', ours: true })
    await session.close()
    expect(simulation.closed).toBe(true)
  })
})
