import { bodies, envOptionsOf, parseLevel } from '../../game/index.js'
import { type Env, make, requireCapability } from '../../gym/index.js'
import type { ReadableFiles } from '../../platform/files.js'
import type { BatchPolicy } from '../../policies/policy.js'
import { assemble, type Crew } from './drivers.js'
import { PoseTape } from './poseTape.js'
import type { FromSimulation, RecordPlan } from './protocol.js'
import type { Run } from './run.js'

/** Seconds that a person has to find the keys. Nobody else needs them. */
const COUNTDOWN = 3
/** Rows are handed on at least this often, s: what a crash may cost. */
const BATCH_SECONDS = 0.5

/** One episode, played and recorded: the rows go to the window in small batches while it runs. */
export class RecordRun implements Run {
  readonly controlStep: number
  done = false
  private readonly tape: PoseTape
  private readonly policy: BatchPolicy
  private messages: FromSimulation[] = []
  private observation: Float32Array
  private x = 0
  private speed = 0
  private sum = 0
  private steps = 0
  private elapsed = 0
  private countdown: number
  private rows: { observation: Float32Array; action: Float32Array; reward: number }[] = []

  static async prepare(plan: RecordPlan, files: ReadableFiles): Promise<RecordRun> {
    const level = parseLevel(plan.level, `level ${plan.levelId}`)
    const { envId } = bodies[plan.body]
    const env = make(envId, envOptionsOf(level)) as Env
    const plans = [{ name: 'Recording', driver: plan.driver }]
    const crew = await assemble({ envId, plans, envs: [env], seed: plan.seed, files })
    return new RecordRun(env, crew, plan, envId)
  }

  private constructor(
    private readonly env: Env,
    private readonly crew: Crew,
    plan: RecordPlan,
    envId: string,
  ) {
    const [{ policy }] = crew.pilots
    this.policy = policy
    this.controlStep = requireCapability(env, 'dt', 'to be played')
    const [observation, info] = env.reset({ seed: plan.seed })
    this.observation = observation
    this.x = Number(info.x_position)
    policy.reset({ seed: plan.seed })
    this.tape = new PoseTape([env])
    this.tape.snapshot(0)
    this.countdown = Math.round((crew.humans.length > 0 ? COUNTDOWN : 0) / this.controlStep)
    const [{ name, horizon = 1000, ask }] = crew.setups
    this.messages.push({
      type: 'staged',
      envId,
      controlStep: this.controlStep,
      lanes: [{ name, horizon, ask }],
    })
    this.messages.push({ type: 'phase', phase: this.countdown > 0 ? 'countdown' : 'running' })
  }

  async step(): Promise<void> {
    this.elapsed += this.controlStep
    this.tape.begin()
    if (this.countdown > 0) {
      this.countdown--
      if (this.countdown === 0) {
        for (const human of this.crew.humans) human.go()
        this.messages.push({ type: 'phase', phase: 'running' })
      }
    } else await this.act()
    this.tape.end(this.elapsed)
  }

  report(): FromSimulation[] {
    if (this.rows.length * this.controlStep >= BATCH_SECONDS) this.handOver()
    const { messages } = this
    this.messages = []
    const frames = this.tape.take()
    if (frames.times.length > 0) messages.push({ type: 'frames', ...frames })
    messages.push({
      type: 'standings',
      clock: this.countdown > 0 ? -this.countdown * this.controlStep : this.steps * this.controlStep,
      lanes: [
        {
          x: this.x,
          speed: this.speed,
          return: this.sum,
          pace: this.steps > 0 ? (this.sum / this.steps) * 1000 : 0,
          steps: this.steps,
          status: this.done ? 'finished' : 'running',
          place: 1,
        },
      ],
    })
    return messages
  }

  /** The episode ends here: cut off by the person, which is what truncation means. */
  finish(): void {
    if (!this.done) this.end(false, true)
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
    const ask = this.crew.dial(lane, skill)
    if (ask) this.messages.push({ type: 'asked', lane, ask })
  }

  close(): void {
    this.done = true
    this.env.close()
  }

  private async act(): Promise<void> {
    const { observation } = this
    const [action] = await this.policy.act([observation])
    const [next, reward, terminated, truncated, info] = this.env.step(action)
    this.policy.observe([{ action, reward, terminated, truncated }])
    this.rows.push({ observation, action, reward })
    this.observation = next
    this.sum += reward
    this.steps++
    this.x = Number(info.x_position)
    this.speed = Number(info.x_velocity)
    if (terminated || truncated) this.end(terminated, truncated)
  }

  private end(terminated: boolean, truncated: boolean): void {
    this.handOver()
    this.messages.push({
      type: 'recorded',
      length: this.steps,
      return: this.sum,
      terminated,
      truncated,
      finalObservation: this.observation.slice(),
    })
    this.messages.push({ type: 'phase', phase: 'over' })
    this.done = true
  }

  private handOver(): void {
    const { rows } = this
    if (rows.length === 0) return
    this.messages.push({
      type: 'steps',
      firstStep: this.steps - rows.length,
      observations: flat(rows.map(({ observation }) => observation)),
      actions: flat(rows.map(({ action }) => action)),
      rewards: Float32Array.from(rows, ({ reward }) => reward),
    })
    this.rows = []
  }
}

function flat(rows: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const size = rows[0].length
  const all = new Float32Array(rows.length * size)
  rows.forEach((row, index) => all.set(row, index * size))
  return all
}
