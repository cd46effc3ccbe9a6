import { bodies, envOptionsOf, parseLevel, Race, results } from '../../game/index.js'
import { type Env, make, requireCapability } from '../../gym/index.js'
import type { ReadableFiles } from '../../platform/index.js'
import { Terrain } from '../../sim/index.js'
import { type Agents, openAgents } from './agents.js'
import { LiveRun } from './liveRun.js'
import type { Ask, FromSimulation, RacePlan } from './protocol.js'

/** Seconds that everybody still runs after the race is over, behind the table. */
const RUN_OUT = 4
/** Seconds that a bot keeps its speed behind the line. */
const RUN_ON = 0.5
/** Times a second that the figures on the display change. */
const STANDINGS_RATE = 10

/** Time over which the speed on the display is smoothed, s. */
const SPEED_MEMORY = 0.4

/** A race in the worker: simulated step by step, posted to the window as frames, standings and results. */
export class RaceRun extends LiveRun {
  private phase: Race['phase']
  private lastStandings = -Infinity
  private overFor = 0
  private readonly coasting = new Set<number>()
  /** m/s, smoothed: a bounding body's speed changes with every stride. */
  private readonly speeds: number[]

  static async prepare(plan: RacePlan, files: ReadableFiles): Promise<RaceRun> {
    const level = parseLevel(plan.level, `level ${plan.levelId}`)
    const { envId } = bodies[plan.body]
    const options = { ...envOptionsOf(level), maxEpisodeSteps: -1, disableEnvChecker: true }
    const envs = plan.lanes.map(() => make(envId, options))
    const agents = await openAgents({ envId, plans: plan.lanes, envs, seed: plan.seed, files })
    const terrain = new Terrain(level.terrain)
    const race = new Race({
      rules: level.rules,
      lanes: agents.setups.map((setup) => ({ ...setup, terrain })),
      pilots: agents.pilots,
      controlStep: requireCapability(envs[0], 'dt', 'to race'),
    })
    return new RaceRun(race, agents, envs, envId)
  }

  private constructor(
    private readonly race: Race,
    agents: Agents,
    envs: readonly Env[],
    envId: string,
  ) {
    super(agents, envs, envId)
    this.speeds = envs.map(() => 0)
    this.phase = race.phase
    this.post({ type: 'phase', phase: race.phase })
    if (race.phase === 'running') this.go()
  }

  protected async advance(): Promise<void> {
    await this.race.step()
    const part = 1 - Math.exp(-this.controlStep / SPEED_MEMORY)
    this.race.lanes.forEach(({ speed }, lane) => (this.speeds[lane] += (speed - this.speeds[lane]) * part))
    this.coast()
    if (this.race.phase !== this.phase) this.turn(this.race.phase)
    if (this.phase === 'over') {
      this.overFor += this.controlStep
      if (this.overFor >= RUN_OUT) this.done = true
    }
  }

  finish(): void {
    if (this.race.phase === 'over') return
    this.race.stop()
    this.turn('over')
  }

  override dial(lane: number, skill: number): Ask | undefined {
    if (this.coasting.has(lane)) return undefined
    const ask = super.dial(lane, skill)
    if (ask) this.race.lanes[lane].setTarget(ask.targetReturn)
    return ask
  }

  /** Who has finished slows down, instead of running out of the picture. */
  private coast(): void {
    this.race.lanes.forEach(({ finishTime }, lane) => {
      if (this.coasting.has(lane) || finishTime === undefined || this.race.time < finishTime + RUN_ON) return
      this.coasting.add(lane)
      this.agents.dial(lane, 0)
    })
  }

  private turn(phase: Race['phase']): void {
    this.phase = phase
    this.post({ type: 'phase', phase })
    if (phase === 'running') this.go()
    if (phase === 'over') this.post({ type: 'results', results: results(this.race, this.controlStep) })
  }

  protected standings(hasTurned: boolean): FromSimulation | undefined {
    if (!hasTurned && this.elapsed - this.lastStandings < 1 / STANDINGS_RATE - 1e-9) return undefined
    this.lastStandings = this.elapsed
    const places = this.race.order
    const lanes = this.race.lanes.map((lane, index) => ({
      x: lane.x,
      speed: this.speeds[index],
      return: lane.return,
      targetSoFar: lane.targetReturn === undefined ? undefined : lane.targetSoFar,
      pace: lane.pace,
      steps: lane.steps,
      status: lane.status,
      place: places.indexOf(index) + 1,
      finishTime: lane.finishTime,
    }))
    return { type: 'standings', clock: this.race.time, lanes }
  }
}
