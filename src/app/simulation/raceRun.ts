import { bodies, envOptionsOf, parseLevel, Race, results } from '../../game/index.js'
import { type Env, make, requireCapability } from '../../gym/index.js'
import type { ReadableFiles } from '../../platform/files.js'
import { Terrain } from '../../sim/terrain.js'
import { assemble, type Crew } from './drivers.js'
import { PoseTape } from './poseTape.js'
import type { FromSimulation, RacePlan, Standing } from './protocol.js'
import type { Run } from './run.js'

/** Seconds that everybody still runs after the race is over, behind the table. */
const RUN_OUT = 4
/** Seconds that a bot keeps its speed behind the line. */
const RUN_ON = 0.5
/** Times a second that the figures on the display change. */
const STANDINGS_RATE = 10

/** Time over which the speed on the display is smoothed, s. */
const SPEED_MEMORY = 0.4

/** A race in the worker: simulated step by step, told to the window as frames, standings and results. */
export class RaceRun implements Run {
  readonly controlStep: number
  done = false
  private readonly tape: PoseTape
  private messages: FromSimulation[] = []
  private phase: Race['phase']
  private elapsed = 0
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
    const crew = await assemble({ envId, plans: plan.lanes, envs, seed: plan.seed, files })
    const terrain = new Terrain(level.terrain)
    const race = new Race({
      rules: level.rules,
      lanes: crew.setups.map((setup) => ({ ...setup, terrain })),
      pilots: crew.pilots,
      controlStep: requireCapability(envs[0], 'dt', 'to race'),
    })
    return new RaceRun(race, crew, envs, envId)
  }

  private constructor(
    private readonly race: Race,
    private readonly crew: Crew,
    private readonly envs: readonly Env[],
    envId: string,
  ) {
    this.controlStep = requireCapability(envs[0], 'dt', 'to race')
    this.speeds = envs.map(() => 0)
    this.tape = new PoseTape(envs)
    this.tape.snapshot(0)
    this.phase = race.phase
    this.messages.push({
      type: 'staged',
      envId,
      controlStep: this.controlStep,
      lanes: crew.setups.map(({ name, horizon = 1000, ask }) => ({ name, horizon, ask })),
    })
    this.messages.push({ type: 'phase', phase: race.phase })
    if (race.phase === 'running') this.go()
  }

  async step(): Promise<void> {
    this.elapsed += this.controlStep
    this.tape.begin()
    await this.race.step()
    this.tape.end(this.elapsed)
    const part = 1 - Math.exp(-this.controlStep / SPEED_MEMORY)
    this.race.lanes.forEach(({ speed }, lane) => (this.speeds[lane] += (speed - this.speeds[lane]) * part))
    this.coast()
    if (this.race.phase !== this.phase) this.turn(this.race.phase)
    if (this.phase === 'over') {
      this.overFor += this.controlStep
      if (this.overFor >= RUN_OUT) this.done = true
    }
  }

  report(): FromSimulation[] {
    const { messages } = this
    this.messages = []
    const frames = this.tape.take()
    if (frames.times.length > 0) messages.push({ type: 'frames', ...frames })
    if (
      this.elapsed - this.lastStandings >= 1 / STANDINGS_RATE - 1e-9 ||
      messages.some(({ type }) => type === 'phase')
    ) {
      this.lastStandings = this.elapsed
      messages.push({ type: 'standings', clock: this.race.time, lanes: this.standings() })
    }
    return messages
  }

  finish(): void {
    if (this.race.phase === 'over') return
    this.race.stop()
    this.turn('over')
  }

  key(code: string, down: boolean, time: number): void {
    for (const human of this.crew.humans) human.key(code, down, time)
  }

  axis(value: number): void {
    for (const human of this.crew.humans) human.axis(value)
  }

  release(): void {
    for (const human of this.crew.humans) human.release()
  }

  dial(lane: number, skill: number): void {
    if (this.coasting.has(lane)) return
    const ask = this.crew.dial(lane, skill)
    if (!ask) return
    this.race.lanes[lane].setTarget(ask.targetReturn)
    this.messages.push({ type: 'asked', lane, ask })
  }

  close(): void {
    this.done = true
    for (const env of this.envs) env.close()
  }

  /** Who is home slows down, instead of running out of the picture. */
  private coast(): void {
    this.race.lanes.forEach(({ finishTime }, lane) => {
      if (this.coasting.has(lane) || finishTime === undefined || this.race.time < finishTime + RUN_ON) return
      this.coasting.add(lane)
      this.crew.dial(lane, 0)
    })
  }

  private go(): void {
    for (const human of this.crew.humans) human.go()
  }

  private turn(phase: Race['phase']): void {
    this.phase = phase
    this.messages.push({ type: 'phase', phase })
    if (phase === 'running') this.go()
    if (phase === 'over')
      this.messages.push({ type: 'results', results: results(this.race, this.controlStep) })
  }

  private standings(): Standing[] {
    const places = this.race.order
    return this.race.lanes.map((lane, index) => ({
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
  }
}
