/** What a lane looked like after one control step. */
export interface Sighting {
  /** Metres along the track. */
  x: number
  /** Height of the torso as observed, m: above the ground with its pits bridged, or from where it stands upright. */
  z: number
  /** Torso angle from upright, rad, unwrapped; forward is positive. */
  pitch: number
  reward: number
  /** The environment ended the episode: a fall. */
  terminated: boolean
}

export interface WatchdogOptions {
  /** Seconds of one control step. */
  controlStep: number
  /**
   * Reward per step that the lane is meant to earn. A lane that stands still and earns clearly less has stalled; one
   * that is asked for next to nothing may stand. Undefined for a person, who may stand as long as they like.
   */
  expectedReward?: number
}

export type Verdict = 'fine' | 'fallen' | 'flipped' | 'stalled'

/** So far below the ground a body is in a pit, however its height is counted, m. */
const IN_A_PIT = -1
/** Past this a torso lies on its back or on its head. */
const FLIPPED_PITCH = 1.9
const FLIPPED_SECONDS = 1.2
const STALL_SECONDS = 3
/** Mean speed over the stall window, m/s, under which a lane counts as standing. */
const STANDING_SPEED = 0.12
/** Reward per step; a step earns about its speed in m/s. */
const CLEARLY_LESS = 0.25

/**
 * Notices what a viewer would take for a broken racer: a fall, lying on the back, standing where it should run. It
 * only tells; the race decides what follows.
 */
export class Watchdog {
  private flippedSteps = 0
  private readonly window: number
  private xs: number[] = []
  private rewards: number[] = []

  constructor(private readonly options: WatchdogOptions) {
    this.window = Math.max(2, Math.round(STALL_SECONDS / options.controlStep))
  }

  /** Forgets what it saw; call when the lane was put back on its feet or nudged. */
  reset(): void {
    this.flippedSteps = 0
    this.xs = []
    this.rewards = []
  }

  set expectedReward(value: number | undefined) {
    this.options.expectedReward = value
  }

  look(sighting: Sighting): Verdict {
    if (sighting.terminated || !Number.isFinite(sighting.x) || sighting.z < IN_A_PIT) return 'fallen'
    const tilt = Math.abs(sighting.pitch - 2 * Math.PI * Math.round(sighting.pitch / (2 * Math.PI)))
    this.flippedSteps = tilt > FLIPPED_PITCH ? this.flippedSteps + 1 : 0
    if (this.flippedSteps * this.options.controlStep >= FLIPPED_SECONDS) return 'flipped'
    return this.standsStill(sighting) ? 'stalled' : 'fine'
  }

  private standsStill({ x, reward }: Sighting): boolean {
    this.xs.push(x)
    this.rewards.push(reward)
    if (this.xs.length <= this.window) return false
    const travelled = x - this.xs.shift()!
    this.rewards.shift()
    const expected = this.options.expectedReward
    if (expected === undefined) return false
    const seconds = this.window * this.options.controlStep
    const earned = this.rewards.reduce((sum, value) => sum + value, 0) / this.rewards.length
    return Math.abs(travelled) / seconds < STANDING_SPEED && earned < expected - CLEARLY_LESS
  }
}
