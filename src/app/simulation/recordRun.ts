import { Recorder } from '../../data/index.js'
import { bodies, envOptionsOf, parseLevel } from '../../game/index.js'
import { type Env, make } from '../../gym/index.js'
import type { HostCalls } from '../../host/window.js'
import type { ReadableFiles } from '../../platform/index.js'
import { Rollout } from '../../policies/index.js'
import { type Agents, openAgents } from './agents.js'
import { HostJournal } from './hostJournal.js'
import { LiveRun } from './liveRun.js'
import type { FromSimulation, RecordPlan } from './protocol.js'

/** Seconds that a person has to find the keys. Nobody else needs them. */
const COUNTDOWN = 3
/** Steps go to the host's journal at least this often, s: what a crash may cost. */
const BATCH_SECONDS = 0.5

/** What the display shows of the episode so far. */
interface Tally {
  steps: number
  return: number
  /** m/s over the last step. */
  speed: number
}

interface RecordRunParts {
  recorder: Recorder
  rollout: Rollout
  tally: Tally
  journal: HostJournal
  agents: Agents
}

/** One episode, played and recorded: its steps go to the host's journal in small batches while it runs. */
export class RecordRun extends LiveRun {
  private readonly parts: RecordRunParts
  private countdown: number
  /** A policy takes its time. */
  private acting = false
  private stopping = false
  private ended = false

  /** With a journal at the host, before the first step. Throws where the host cannot begin one. */
  static async prepare(plan: RecordPlan, files: ReadableFiles, host: HostCalls): Promise<RecordRun> {
    const { levelId, controller, seed, driver } = plan
    const level = parseLevel(plan.level, `level ${levelId}`)
    const { envId } = bodies[plan.body]
    const options = envOptionsOf(level)
    const env = make(envId, options) as Env
    const agents = await openAgents({
      envId,
      plans: [{ name: 'Recording', driver }],
      envs: [env],
      seed,
      files,
    })
    const onLevel = Object.keys(options).length > 0
    const recorder = new Recorder(env, { controller, level: onLevel ? levelId : '' })
    const tally: Tally = { steps: 0, return: 0, speed: 0 }
    const rollout = new Rollout({
      envs: [recorder],
      policy: agents.pilots[0].policy,
      onStep({ reward, info }) {
        tally.steps++
        tally.return += reward
        tally.speed = Number(info.x_velocity)
      },
    })
    rollout.reset([{ seed }])
    const journal = await HostJournal.begin(host, recorder.header!)
    return new RecordRun({ recorder, rollout, tally, journal, agents }, envId)
  }

  private constructor(parts: RecordRunParts, envId: string) {
    const { recorder, agents } = parts
    super(agents, [recorder], envId)
    this.parts = parts
    this.countdown = Math.round((agents.humans.length > 0 ? COUNTDOWN : 0) / this.controlStep)
    this.post({ type: 'phase', phase: this.countdown > 0 ? 'countdown' : 'running' })
  }

  /** Nothing moves any more once it has ended; it is done when the host has all of it. */
  override async step(): Promise<void> {
    const { failure } = this.parts.journal
    if (failure !== undefined) throw failure
    if (!this.ended) await super.step()
  }

  /** The episode ends here: cut off by the person, which is what truncation means. */
  finish(): void {
    this.stopping = true
    if (!this.acting) this.end()
  }

  /** What the host has stays among the unsaved recordings; a journal without a step goes. */
  override close(): void {
    const { tally, journal } = this.parts
    if (!this.ended && tally.steps === 0) void journal.discard()
    super.close()
  }

  protected async advance(): Promise<void> {
    if (this.countdown > 0) {
      this.countdown--
      if (this.countdown > 0) return
      this.go()
      this.post({ type: 'phase', phase: 'running' })
      return
    }
    await this.act()
    if (this.stopping || this.parts.rollout.done) this.end()
    else if (this.parts.tally.steps % Math.ceil(BATCH_SECONDS / this.controlStep) === 0) this.send()
  }

  protected standings(): FromSimulation {
    const { rollout, tally } = this.parts
    const { steps, speed } = tally
    return {
      type: 'standings',
      clock: (this.countdown > 0 ? -this.countdown : steps) * this.controlStep,
      lanes: [
        {
          x: Number(rollout.infos[0].x_position),
          speed,
          return: tally.return,
          pace: steps > 0 ? (tally.return / steps) * 1000 : 0,
          steps,
          status: this.ended ? 'finished' : 'running',
          place: 1,
        },
      ],
    }
  }

  private async act(): Promise<void> {
    this.acting = true
    try {
      await this.parts.rollout.step()
    } catch (error) {
      // What happened before is worth keeping.
      this.send()
      throw error
    } finally {
      this.acting = false
    }
  }

  private end(): void {
    if (this.ended) return
    this.ended = true
    this.send()
    this.post({ type: 'phase', phase: 'over' })
    void this.handIn()
  }

  /** The window hears of the end when the host has it. */
  private async handIn(): Promise<void> {
    const { recorder, journal } = this.parts
    const { recordingId } = journal
    const [episode] = recorder.endEpisode()
    const kept = episode && (await journal.end(episode))
    if (!episode) await journal.discard()
    if (journal.failure !== undefined) return
    this.post({ type: 'recorded', recordingId, episode: kept })
    this.done = true
  }

  private send(): void {
    const { recorder, journal } = this.parts
    const steps = recorder.takeSteps()
    if (steps) journal.append(steps)
  }
}
