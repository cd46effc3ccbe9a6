import { type Env, Generator, type Info, type ResetOptions, type StepResult } from '../gym/index.js'
import type { RolloutEnv } from '../policies/index.js'
import type { Terrain } from '../sim/index.js'
import { Recovery } from './recovery.js'
import { type Sighting, Watchdog } from './watchdog.js'

/** What a race needs to know of one lane before it begins. */
export interface LaneSetup {
  /** Shown to people: `You`, `Cheetah 70`. */
  name: string
  /** A person is never nudged, and the race waits for them at the finish. */
  human: boolean
  env: Env
  seed: number
  /** The ground, where it may have pits that a body must not be put back into. */
  terrain?: Terrain
  /** The return a bot is asked for over `horizon` steps; undefined for a person. */
  targetReturn?: number
  horizon?: number
}

/** What a lane must know of the race when it steps. */
export interface RaceClock {
  /** Seconds from Go to the end of the step. */
  readonly time: number
  /** Metres from start to finish. */
  readonly length: number
  /** From then on nothing counts any more. */
  readonly isOver: boolean
}

export type LaneStatus = 'ready' | 'running' | 'recovering' | 'finished'

/** A bot that stands where it should run begins anew; where that does not help, noise on its actions shakes it. */
const SHAKE_SECONDS = 0.6
const SHAKE_DEVIATION = 0.6
/** Nudges that follow one another within this time count together. */
const NUDGE_MEMORY_SECONDS = 8
/** When as many have not helped, the lane starts afresh where it stands. */
const MOST_NUDGES = 2
/** Torso height and pitch in the observations of every built-in body. */
const HEIGHT = 0
const PITCH = 1

/**
 * One lane of a race: an environment around that of its body, which knows what it has covered and earned, and what
 * happens when it falls, lies on its back or stalls; so its episode never ends. Everything here depends on the seed and
 * the actions alone.
 */
export class RaceLane implements RolloutEnv {
  observation: Float32Array = new Float32Array(0)
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
  /** Times it had to get back on its feet. */
  respawns = 0
  /** Seconds after Go at which it crossed the finish, between two steps where it must be. */
  finishTime?: number
  targetReturn?: number

  private readonly watchdog: Watchdog
  private readonly noise: Generator
  private readonly horizon: number
  private started = false
  private recovery: Recovery | undefined
  private beginsAnew = false
  private shakeSteps = 0
  private lastNudge = -Infinity
  private nudges = 0

  constructor(
    readonly setup: LaneSetup,
    private readonly controlStep: number,
    private readonly clock: RaceClock,
  ) {
    this.horizon = setup.horizon ?? 1000
    this.targetReturn = setup.targetReturn
    this.noise = new Generator(setup.seed)
    this.watchdog = new Watchdog({ controlStep, expectedReward: this.expectedReward })
  }

  /** At the start line. */
  reset({ seed }: ResetOptions): [Float32Array, Info] {
    const [observation, info] = this.setup.env.reset({ seed, options: { x: 0 } })
    this.observation = observation
    if (typeof info.x_position === 'number') this.x = info.x_position
    return [observation, info]
  }

  get status(): LaneStatus {
    if (!this.started) return 'ready'
    if (this.recovery) return 'recovering'
    return this.finishTime === undefined ? 'running' : 'finished'
  }

  /** From here on it may move. */
  go(): void {
    this.started = true
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

  /** Whether the lane's policy has to begin anew before it acts: its body stands again, or it stalled. */
  takeFreshStart(): boolean {
    const { beginsAnew } = this
    this.beginsAnew = false
    return beginsAnew
  }

  /** A fall is no end: what follows it are steps that earn nothing. */
  step(action: Float32Array): StepResult<Float32Array> {
    const { time, length, isOver } = this.clock
    const counting = !isOver && this.finishTime === undefined
    if (counting) {
      this.steps++
      this.targetSoFar += this.expectedReward ?? 0
    }
    const before = this.x
    if (this.recovery) {
      this.recover(this.recovery, new Float32Array(action.length))
      if (counting && this.x >= length) this.finish(before)
      return [this.observation, 0, false, false, {}]
    }
    const [observation, reward, terminated, , info] = this.setup.env.step(action)
    const x = Number(info.x_position)
    if (Number.isFinite(x)) {
      this.x = x
      this.observation = observation
    }
    this.speed = Number(info.x_velocity)
    if (counting) {
      this.return += reward
      this.topSpeed = Math.max(this.topSpeed, this.speed)
      if (this.x >= length) this.finish(before)
    }
    this.guard({ x, reward, terminated }, time)
    return [this.observation, reward, false, false, info]
  }

  /** What is applied where this was asked for: noise where a bot that stalled is shaken. */
  shaken(action: Float32Array): Float32Array {
    if (this.shakeSteps === 0) return action
    this.shakeSteps--
    return action.map((value) => Math.max(-1, Math.min(1, value + this.noise.normal(0, SHAKE_DEVIATION))))
  }

  private finish(before: number): void {
    const { time, length } = this.clock
    const part = (length - before) / (this.x - before)
    this.finishTime = time - this.controlStep * (1 - part)
  }

  private recover(recovery: Recovery, slack: Float32Array): void {
    const { observation, x, done } = recovery.advance(slack)
    this.speed = (x - this.x) / this.controlStep
    this.x = x
    if (observation) this.observation = observation
    if (!done) return
    this.recovery = undefined
    this.beginsAnew = true
  }

  /** Lets the body drop and get up again where it lies. */
  private respawn(drops: boolean): void {
    const { env, seed, terrain } = this.setup
    this.respawns++
    this.shakeSteps = 0
    this.recovery = new Recovery(env, {
      seed: seed + this.respawns,
      x: this.x,
      drops,
      controlStep: this.controlStep,
      terrain,
    })
    this.watchdog.reset()
  }

  private guard(seen: Pick<Sighting, 'x' | 'reward' | 'terminated'>, time: number): void {
    const verdict = this.watchdog.look({
      ...seen,
      z: this.observation[HEIGHT],
      pitch: this.observation[PITCH],
    })
    if (verdict === 'fine') return
    if (time - this.lastNudge > NUDGE_MEMORY_SECONDS) this.nudges = 0
    if (verdict === 'stalled' && this.nudges < MOST_NUDGES) this.nudge(time)
    else this.respawn(verdict === 'fallen' && Number.isFinite(seen.x))
  }

  private nudge(time: number): void {
    this.nudges++
    this.lastNudge = time
    this.beginsAnew = true
    if (this.nudges > 1) this.shakeSteps = Math.round(SHAKE_SECONDS / this.controlStep)
    this.watchdog.reset()
  }
}
