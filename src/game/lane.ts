import type { Env } from '../gym/env.js'
import { Generator } from '../gym/seeding.js'
import type { Outcome } from '../policies/policy.js'
import { Watchdog } from './watchdog.js'

/** What a race needs to know of one lane before it begins. */
export interface LaneSetup {
  /** Shown to people: `You`, `Cheetah 70`. */
  name: string
  /** A person is never nudged, and the race waits for them at the finish. */
  human: boolean
  env: Env
  seed: number
  /** The return a bot is asked for over `horizon` steps; undefined for a person. */
  targetReturn?: number
  horizon?: number
}

/** What a lane must know of the race when it steps. */
export interface RaceMoment {
  time: number
  /** Metres from start to finish. */
  length: number
  over: boolean
}

export type LaneStatus = 'ready' | 'running' | 'recovering' | 'finished'

/** Seconds a lane stands still after it was put back on its feet: what a fall costs. */
const RECOVERY_SECONDS = 1
/** A bot that stands where it should run is shaken by noise on its actions for this long. */
const NUDGE_SECONDS = 0.6
const NUDGE_DEVIATION = 0.6
/** Nudges that follow one another within this time count together. */
const NUDGE_MEMORY_SECONDS = 8
/** When as many have not helped, the lane starts afresh where it stands. */
const MOST_NUDGES = 2
/** Torso pitch in the observations of every built-in body: height first, then pitch. */
const PITCH = 1

/**
 * One lane of a race: its environment, what it has covered and earned, and what happens when it falls, lies on its
 * back or stalls. Everything here depends on the seed and the actions alone.
 */
export class Lane {
  status: LaneStatus = 'ready'
  observation!: Float32Array
  /** Metres from the start line; may be negative. */
  x = 0
  /** m/s over the last step. */
  speed = 0
  topSpeed = 0
  /** Sum of the rewards since Go, falls included. */
  return = 0
  /** What the target asks for up to now; follows changes of the target in mid-run. */
  targetSoFar = 0
  /** Control steps since Go, those spent recovering included. */
  steps = 0
  /** Times it was put back on its feet. */
  respawns = 0
  /** Seconds after Go at which it crossed the finish, between two steps where it must be. */
  finishTime?: number
  targetReturn?: number

  private readonly watchdog: Watchdog
  private readonly noise: Generator
  private readonly horizon: number
  private frozenSteps = 0
  private nudgeSteps = 0
  private lastNudge = -Infinity
  private nudges = 0

  constructor(
    readonly setup: LaneSetup,
    private readonly controlStep: number,
  ) {
    this.horizon = setup.horizon ?? 1000
    this.targetReturn = setup.targetReturn
    this.noise = new Generator(setup.seed)
    this.watchdog = new Watchdog({ controlStep, expectedReward: this.expectedReward })
    this.place(setup.seed, 0)
  }

  get expectedReward(): number | undefined {
    return this.targetReturn === undefined ? undefined : this.targetReturn / this.horizon
  }

  /** The return an episode of `horizon` steps would have at the rate earned so far. */
  get pace(): number {
    return this.steps === 0 ? 0 : (this.return / this.steps) * this.horizon
  }

  /** Asks for another return from here on. */
  setTarget(targetReturn: number): void {
    this.targetReturn = targetReturn
    this.watchdog.expectedReward = this.expectedReward
    this.watchdog.reset()
  }

  /** Whether the lane's policy has to begin anew before it acts: after a respawn, once it may move again. */
  takeFreshStart(): boolean {
    if (this.status !== 'recovering' || this.frozenSteps > 0) return false
    this.status = this.finishTime === undefined ? 'running' : 'finished'
    return true
  }

  /** Puts the body upright where it is, to stand for a moment. */
  respawn(): void {
    this.respawns++
    this.place(this.setup.seed + this.respawns, this.x)
    this.status = 'recovering'
    this.frozenSteps = Math.round(RECOVERY_SECONDS / this.controlStep)
    this.watchdog.reset()
  }

  /**
   * One control step with the action its policy asked for. Gives what the policy shall observe: the action that was
   * applied and what came of it. `time` is seconds since Go at the end of the step; once the race is over nothing
   * counts any more.
   */
  advance(action: Float32Array, { time, length, over }: RaceMoment): Outcome {
    const counting = !over && this.finishTime === undefined
    if (counting) {
      this.steps++
      this.targetSoFar += this.expectedReward ?? 0
    }
    if (this.status === 'recovering') {
      this.frozenSteps--
      this.speed = 0
      return { action, reward: 0, terminated: false, truncated: false }
    }
    const applied = this.nudged(action)
    const before = this.x
    const [observation, reward, terminated, truncated, info] = this.setup.env.step(applied)
    this.observation = observation
    this.x = Number(info.x_position)
    this.speed = Number(info.x_velocity)
    if (counting) {
      this.return += reward
      this.topSpeed = Math.max(this.topSpeed, this.speed)
      if (this.x >= length) {
        const part = (length - before) / (this.x - before)
        this.finishTime = time - this.controlStep * (1 - part)
        this.status = 'finished'
      }
    }
    this.guard(reward, terminated, time)
    return { action: applied, reward, terminated, truncated }
  }

  private place(seed: number, x: number): void {
    const [observation, info] = this.setup.env.reset({ seed, options: { x } })
    this.observation = observation
    if (typeof info.x_position === 'number') this.x = info.x_position
    this.speed = 0
  }

  private nudged(action: Float32Array): Float32Array {
    if (this.nudgeSteps === 0) return action
    this.nudgeSteps--
    return action.map((value) => Math.max(-1, Math.min(1, value + this.noise.normal(0, NUDGE_DEVIATION))))
  }

  private guard(reward: number, terminated: boolean, time: number): void {
    const verdict = this.watchdog.look({
      x: this.x,
      pitch: this.observation[PITCH],
      reward,
      terminated,
    })
    if (verdict === 'fine') return
    if (time - this.lastNudge > NUDGE_MEMORY_SECONDS) this.nudges = 0
    if (verdict === 'stalled' && this.nudges < MOST_NUDGES) {
      this.nudges++
      this.lastNudge = time
      this.nudgeSteps = Math.round(NUDGE_SECONDS / this.controlStep)
      this.watchdog.reset()
      return
    }
    this.respawn()
  }
}
