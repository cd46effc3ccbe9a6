import { describe, expect, it } from 'vitest'
import { type LaneSetup, Race, results, type Rules } from '../../src/game/index.js'
import { Terrain } from '../../src/sim/terrain.js'
import { asBatch, type BatchPolicy } from '../../src/policies/index.js'
import { Cart, CART_STEP, Throttle } from './cart.js'

const rules: Rules = { distance: 20, laps: 1, timeLimit: 30, countdown: 1, grace: 2 }

function laneOf(name: string, more: Partial<LaneSetup> = {}): LaneSetup & { env: Cart } {
  return { name, human: false, env: new Cart(), seed: 1, ...more } as LaneSetup & { env: Cart }
}

/** A race of carts at these speeds. */
function raceAt(
  speeds: number[],
  {
    rules: own = {},
    lanes = speeds.map((_, i) => laneOf(`lane ${i}`)),
  }: { rules?: Partial<Rules>; lanes?: LaneSetup[] } = {},
) {
  const policies = speeds.map((speed) => new Throttle(speed))
  const race = new Race({
    rules: { ...rules, ...own },
    lanes,
    pilots: policies.map((policy, lane) => ({ lanes: [lane], policy: asBatch(policy) })),
    controlStep: CART_STEP,
  })
  return { race, policies, lanes: lanes as (LaneSetup & { env: Cart })[] }
}

async function run(race: Race, steps = 10_000): Promise<void> {
  for (let i = 0; i < steps && race.phase !== 'over'; i++) await race.step()
}

describe('countdown and go', () => {
  it('holds everybody for the countdown, then lets them run', async () => {
    const { race } = raceAt([5])
    expect([race.phase, race.time]).toEqual(['countdown', -1])
    await run(race, 9)
    expect(race.phase).toBe('countdown')
    expect(race.lanes[0].steps).toBe(0)
    await run(race, 2)
    expect(race.phase).toBe('running')
    expect(race.lanes[0].x).toBeCloseTo(0.5)
  })

  it('starts at once where the rules have no countdown', () => {
    expect(raceAt([5], { rules: { countdown: 0 } }).race.phase).toBe('running')
  })

  it('wants exactly one pilot for every lane', () => {
    const lanes = [laneOf('a'), laneOf('b')]
    const pilots = [{ lanes: [0], policy: asBatch(new Throttle(1)) }]
    expect(() => new Race({ rules, lanes, pilots, controlStep: CART_STEP })).toThrow(
      'every lane needs one pilot',
    )
  })
})

describe('finishing', () => {
  it('orders by the time at the line, interpolated within a step', async () => {
    const { race } = raceAt([4, 7, 5])
    await run(race)
    expect(race.order).toEqual([1, 2, 0])
    const table = results(race, CART_STEP)
    expect(table.map(({ place, name }) => [place, name])).toEqual([
      [1, 'lane 1'],
      [2, 'lane 2'],
      [3, 'lane 0'],
    ])
    expect(table[0].finishTime).toBeCloseTo(20 / 7, 5)
    expect(table[0].meanSpeed).toBeCloseTo(7, 3)
    expect(table.every(({ distance }) => distance === 20)).toBe(true)
  })

  it('stops counting at the line, though the lane runs on', async () => {
    const { race } = raceAt([10, 4])
    await run(race)
    const [first] = results(race, CART_STEP)
    expect(first.steps).toBe(20)
    expect(first.return).toBeCloseTo(200, 3)
    expect(race.lanes[0].x).toBeGreaterThan(21)
  })

  it('ends at the time limit and ranks who is not home by distance', async () => {
    const { race } = raceAt([1, 2, 30], { rules: { timeLimit: 5 } })
    await run(race)
    expect(race.time).toBeCloseTo(5)
    const table = results(race, CART_STEP)
    expect(table.map(({ lane }) => lane)).toEqual([2, 1, 0])
    expect(table[1]).toMatchObject({ finishTime: undefined, place: 2 })
    expect(table[1].distance).toBeCloseTo(10)
  })

  it('without a distance the furthest at the time limit wins', async () => {
    const { race } = raceAt([3, 6], { rules: { distance: undefined, timeLimit: 4 } })
    await run(race)
    expect(race.length).toBe(Infinity)
    expect(results(race, CART_STEP).map(({ lane }) => lane)).toEqual([1, 0])
  })

  it('counts laps', async () => {
    const { race } = raceAt([10], { rules: { laps: 3 } })
    await run(race)
    expect(race.length).toBe(60)
    expect(race.time).toBeCloseTo(6)
  })

  it('waits for a person, then gives the others the grace that the rules name', async () => {
    const lanes = [laneOf('You', { human: true }), laneOf('slow')]
    const { race } = raceAt([5, 0.5], { lanes })
    await run(race)
    expect(race.time).toBeCloseTo(4 + 2)
  })

  it('can be ended by whoever watches', async () => {
    const { race } = raceAt([5])
    await run(race, 20)
    race.stop()
    expect(race.phase).toBe('over')
  })
})

describe('returns and targets', () => {
  it('scales what was earned to a whole episode, to compare it with the target', async () => {
    const lanes = [laneOf('bot', { targetReturn: 4000, horizon: 1000 })]
    const { race } = raceAt([5], { lanes })
    await run(race)
    const [bot] = results(race, CART_STEP)
    expect(bot.return).toBeCloseTo(200, 3)
    expect(bot.pace).toBeCloseTo(5000, 2)
    expect(bot.targetSoFar).toBeCloseTo(4 * 40)
  })

  it('follows a change of target in mid-run', async () => {
    const lanes = [laneOf('bot', { targetReturn: 4000, horizon: 1000 })]
    const { race } = raceAt([5], { lanes, rules: { countdown: 0 } })
    await run(race, 10)
    race.lanes[0].setTarget(1000)
    await run(race, 10)
    expect(race.lanes[0].targetSoFar).toBeCloseTo(10 * 4 + 10 * 1)
    expect(results(race, CART_STEP)[0].targetReturn).toBe(1000)
  })
})

describe('accidents', () => {
  it('lets a fallen lane drop, rise where it lies and stand, before it may go on', async () => {
    const { race, lanes, policies } = raceAt([5], { rules: { countdown: 0 } })
    lanes[0].env.fallAt = 3
    await run(race, 6)
    expect(race.lanes[0]).toMatchObject({ status: 'recovering', respawns: 1 })
    await run(race, 10)
    expect(lanes[0].env.applied.slice(-10)).toEqual(Array(10).fill(0))
    expect(lanes[0].env.resets).toHaveLength(1)
    await run(race, 8)
    expect(lanes[0].env.resets.at(-1)).toEqual({ seed: 2, options: { x: 3 } })
    expect(race.lanes[0]).toMatchObject({ status: 'recovering', x: 3, return: 30 })
    expect(policies[0].resets).toEqual([1])
    await run(race, 2)
    expect(race.lanes[0].status).toBe('running')
    expect(policies[0].resets).toEqual([1, 2])
    await run(race)
    expect(results(race, CART_STEP)[0]).toMatchObject({ respawns: 1, place: 1 })
    expect(race.time).toBeCloseTo(4 + 1.9)
  })

  it('puts a lane on its back upright again', async () => {
    const { race, lanes } = raceAt([1], { rules: { countdown: 0 } })
    lanes[0].env.pitch = Math.PI
    await run(race, 11)
    expect(race.lanes[0].respawns).toBe(0)
    await run(race, 3)
    expect(race.lanes[0].respawns).toBe(1)
    await run(race, 10)
    expect(race.lanes[0].status).toBe('running')
  })

  it('sets a lane that sank into a pit back to where it has room before it', async () => {
    const terrain = new Terrain([
      { type: 'flat', length: 2 },
      { type: 'gaps', count: 1, gap: 1, platform: 20, depth: 3 },
    ])
    const { race, lanes } = raceAt([5], { lanes: [laneOf('bot', { terrain })], rules: { countdown: 0 } })
    await run(race, 5)
    lanes[0].env.height = -2
    await run(race, 13)
    expect(lanes[0].env.resets.at(-1)?.options?.x).toBeCloseTo(1.4)
    await run(race, 10)
    expect(race.lanes[0]).toMatchObject({ status: 'running', respawns: 1 })
  })

  it('begins the policy of a bot that stands anew, then shakes it, then starts its body afresh', async () => {
    const lanes = [laneOf('bot', { targetReturn: 3000 })]
    const { race, policies } = raceAt([0], { lanes, rules: { countdown: 0 } })
    await run(race, 31)
    expect(policies[0].resets).toEqual([1])
    await run(race, 31)
    expect(policies[0].resets).toEqual([1, 1])
    expect(lanes[0].env.applied.every((speed) => speed === 0)).toBe(true)
    await run(race, 6)
    const shaken = lanes[0].env.applied.slice(62, 68)
    expect(shaken.some((speed) => Math.abs(speed) > 0.05)).toBe(true)
    expect(race.lanes[0].respawns).toBe(0)
    await run(race, 40)
    expect(race.lanes[0].respawns).toBe(1)
  })

  it('lets a bot stand that is asked for next to nothing', async () => {
    const { race } = raceAt([0], { lanes: [laneOf('bot', { targetReturn: 50 })], rules: { countdown: 0 } })
    await run(race, 200)
    expect(race.lanes[0].respawns).toBe(0)
  })

  it('tells the policy what was applied, not what it asked for', async () => {
    const lanes = [laneOf('bot', { targetReturn: 3000 })]
    const { race, policies } = raceAt([0], { lanes, rules: { countdown: 0 } })
    await run(race, 40)
    expect(policies[0].observed).toEqual(lanes[0].env.applied.map(Math.fround))
  })

  it('lets a person stand as long as they like', async () => {
    const { race } = raceAt([0], { lanes: [laneOf('You', { human: true })], rules: { countdown: 0 } })
    await run(race, 200)
    expect(race.lanes[0].respawns).toBe(0)
  })
})

describe('batched and asynchronous policies', () => {
  /** Drives two lanes at 4 and 8 m/s and takes a moment to think. */
  const slowThinker = (): BatchPolicy => ({
    name: 'agent:test',
    lanes: 2,
    reset: () => {},
    act: async (observations) => {
      await Promise.resolve()
      return observations.map((_, lane) => Float32Array.of(0.4 + 0.4 * lane))
    },
    observe: () => {},
  })

  it('serves several lanes with one call and repeats exactly', async () => {
    const once = async () => {
      const lanes = [laneOf('You', { human: true }), laneOf('a'), laneOf('b')]
      const pilots = [
        { lanes: [0], policy: asBatch(new Throttle(6)) },
        { lanes: [2, 1], policy: slowThinker() },
      ]
      const race = new Race({ rules, lanes, pilots, controlStep: CART_STEP })
      await run(race)
      return results(race, CART_STEP)
    }
    const table = await once()
    expect(table.map(({ name }) => name)).toEqual(['a', 'You', 'b'])
    expect(await once()).toEqual(table)
  })
})
