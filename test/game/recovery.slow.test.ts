import { describe, expect, it } from 'vitest'
import { Race, bodies, results, type LaneSetup } from '../../src/game/index.js'
import { make } from '../../src/gym/index.js'
import { asBatch, makePolicy } from '../../src/policies/index.js'
import type { LocomotionEnv } from '../../src/sim/index.js'
import '../../src/sim/register.js'

/** A race of bodies that flail until they fall, a person and a bot. */
function raceOf(body: 'hopper' | 'walker2d') {
  const { envId } = bodies[body]
  const envs = [0, 1].map(() => make(envId, { maxEpisodeSteps: -1, disableEnvChecker: true }))
  const sims = envs.map((env) => env.unwrapped as unknown as LocomotionEnv)
  const lanes: LaneSetup[] = [
    { name: 'You', human: true, env: envs[0], seed: 3 },
    { name: 'Bot', human: false, env: envs[1], seed: 4, targetReturn: 1000 },
  ]
  const race = new Race({
    rules: { laps: 1, timeLimit: 8, countdown: 0, grace: 0 },
    lanes,
    pilots: lanes.map(({ seed }, lane) => ({
      lanes: [lane],
      policy: asBatch(makePolicy('random', { envId, seed })),
    })),
    controlStep: sims[0].dt,
  })
  return { race, sims }
}

describe.each(['hopper', 'walker2d'] as const)('a %s that falls in a race', (body) => {
  it('drops, rises where it lies and goes on, again and again, whoever drives it', async () => {
    const { race, sims } = raceOf(body)
    const lowest = [Infinity, Infinity]
    const falls = [0, 0]
    const upright = [0, 0]
    const standing = race.lanes.map(({ observation }) => observation[0])
    while (race.phase !== 'over') {
      const before = race.lanes.map(({ x, status }) => ({ x, status }))
      await race.step()
      for (const [i, lane] of race.lanes.entries()) {
        // Nothing leaps: neither when it drops, nor when it rises.
        expect(Math.abs(lane.x - before[i].x)).toBeLessThan(0.1)
        expect(sims[i].state().qpos[0]).toBeCloseTo(lane.x, 5)
        if (lane.status === 'recovering') lowest[i] = Math.min(lowest[i], lane.observation[0])
        if (before[i].status === 'running' && lane.status === 'recovering') falls[i]++
        if (before[i].status === 'recovering' && lane.status === 'running') {
          upright[i]++
          expect(lane.observation[0]).toBeCloseTo(standing[i], 1)
          expect(lane.observation[1]).toBeCloseTo(0, 1)
        }
      }
    }
    for (const i of [0, 1]) {
      expect(falls[i]).toBeGreaterThan(1)
      expect(upright[i]).toBeGreaterThan(0)
      expect(lowest[i]).toBeLessThan(standing[i] / 2)
    }
    expect(
      results(race, sims[0].dt)
        .map(({ respawns }) => respawns)
        .toSorted(),
    ).toEqual(falls.toSorted())
    for (const sim of sims) sim.close()
  })

  it('does so in the same way each time', async () => {
    const once = async () => {
      const { race, sims } = raceOf(body)
      while (race.phase !== 'over') await race.step()
      for (const sim of sims) sim.close()
      return results(race, sims[0].dt)
    }
    expect(await once()).toEqual(await once())
  })
})
