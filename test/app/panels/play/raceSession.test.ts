import { describe, expect, it } from 'vitest'
import { RaceSession } from '../../../../src/app/panels/play/raceSession.js'
import type { FromSimulation } from '../../../../src/app/simulation/protocol.js'
import { fakeSimulation } from '../../fakeSimulation.js'

function session() {
  const simulation = fakeSimulation()
  const race = new RaceSession(
    {
      type: 'race',
      level: {},
      levelId: 'dash',
      body: 'cheetah',
      lanes: [
        { name: 'You', driver: { kind: 'human', scheme: 'throttle' } },
        { name: 'Bot', driver: { kind: 'model', model: 'cheetah', skill: 50 } },
      ],
    },
    simulation.open,
    (show) => show(),
  )
  return { race, simulation }
}

const phase = (name: 'countdown' | 'running' | 'over'): FromSimulation => ({ type: 'phase', phase: name })
const clock = (seconds: number): FromSimulation => ({ type: 'standings', clock: seconds, lanes: [] })
const staged: FromSimulation = {
  type: 'staged',
  envId: 'Gaitway/HalfCheetah-v0',
  controlStep: 0.05,
  lanes: [
    { name: 'You', horizon: 1000 },
    { name: 'Bot', horizon: 1000, ask: { skill: 50, targetReturn: 2500 } },
  ],
}

describe('a race in the window', () => {
  it('counts 3, 2, 1, Go', () => {
    const { race, simulation } = session()
    expect(race.count.value).toBeUndefined()
    simulation.say(staged, phase('countdown'))
    const seen = [-3, -2.05, -2, -1.5, -0.05].map((seconds) => {
      simulation.say(clock(seconds))
      return race.count.value
    })
    expect(seen).toEqual([3, 3, 2, 2, 1])
    simulation.say(phase('running'), clock(0.1))
    expect(race.count.value).toBe(0)
    simulation.say(clock(1))
    expect(race.count.value).toBeUndefined()
  })

  it('stops the clock at the moment that the race is over', () => {
    const { race, simulation } = session()
    simulation.say(staged, phase('running'), clock(12.5), phase('over'), clock(12.55), clock(14))
    expect(race.clock.value).toBe(12.55)
  })

  it('shows figures once a picture, the newest', () => {
    const simulation = fakeSimulation()
    const waiting: (() => void)[] = []
    const plan = { type: 'race' as const, level: {}, levelId: 'dash', body: 'cheetah' as const, lanes: [] }
    const race = new RaceSession(plan, simulation.open, (show) => void waiting.push(show))
    simulation.say(phase('running'), clock(1), clock(2), clock(3))
    expect(waiting).toHaveLength(1)
    expect(race.clock.value).toBe(0)
    waiting[0]()
    expect(race.clock.value).toBe(3)
    simulation.say(clock(4))
    expect(waiting).toHaveLength(2)
  })

  it('pauses only what runs, and goes on', () => {
    const { race, simulation } = session()
    race.pause()
    expect(race.paused.value).toBe(false)
    simulation.say(staged, phase('running'))
    race.pause()
    race.pause()
    race.resume()
    expect(simulation.posted.slice(1)).toEqual([{ type: 'pause' }, { type: 'resume' }])
  })

  it('races again from another seed, with the dial where it was left', () => {
    const { race, simulation } = session()
    simulation.say(staged, phase('running'), {
      type: 'asked',
      lane: 1,
      ask: { skill: 80, targetReturn: 4000 },
    })
    expect(race.asks.value).toEqual([undefined, { skill: 80, targetReturn: 4000 }])
    race.start(5)
    expect(simulation.posted.at(-1)).toMatchObject({
      type: 'race',
      seed: 5,
      lanes: [{ driver: { kind: 'human' } }, { driver: { skill: 80 } }],
    })
    expect(race.state.value.kind).toBe('loading')
  })

  it('hands frames on to whoever draws', () => {
    const { race, simulation } = session()
    const size = 2 * 7 * 3
    const poses = new Float32Array(2 * size)
    poses[size] = 4
    simulation.say(staged, { type: 'frames', times: [0.01, 0.02], poses })
    const out = new Float32Array(size)
    expect(race.source.draw(performance.now() / 1000 + 1, out)).toBe(true)
    expect(out[0]).toBe(4)
  })

  it('says what went wrong and with which model', () => {
    const { race, simulation } = session()
    simulation.say({
      type: 'failed',
      message: 'The model cheetah cannot be used',
      model: 'cheetah',
      ours: false,
    })
    expect(race.state.value).toMatchObject({ kind: 'failed', model: 'cheetah', ours: false })
  })
})
