import type * as v from 'valibot'
import type { Info } from '../gym/index.js'

/**
 * A body by named quantities: all that a task may ask of the physics. Arrays are the body's own, to be read alone.
 *
 * | quantity | unit | |
 * | --- | --- | --- |
 * | `x` | m | of the torso along the track |
 * | `height` | m | of the torso above the ground under it, pits bridged, in the observation's terms |
 * | `rest` | m | that height where the body stands at rest |
 * | `pitch` | rad | of the torso, counted through full turns |
 * | `positions` | m, rad | x, z, pitch and the hinges' angles |
 * | `velocities` | m/s, rad/s | their rates, not clipped |
 * | `xVelocity` | m/s | forward speed, the mean over the step; 0 at the start of an episode |
 * | `effort` | 1 | Σ action² of the step; 0 at the start of an episode |
 */
export interface Quantities {
  readonly x: number
  readonly height: number
  readonly rest: number
  readonly pitch: number
  readonly positions: Float64Array
  readonly velocities: Float64Array
  readonly xVelocity: number
  readonly effort: number
}

/** What a step was worth. */
export interface Verdict {
  /** The environment rounds it to float32. */
  reward: number
  /** Whether the episode ends here. */
  isOver: boolean
}

/** Reward and end of one environment. */
export interface Judge {
  /** Adds to `info` what it says of the body beside `x_position`, at the start of an episode too. */
  describe?(now: Quantities, info: Info): void
  /** Judges a step, and adds to `info` what the reward is made of. */
  judge(now: Quantities, info: Info): Verdict
}

/**
 * What a body is to do. The physics knows how a body moves and what is observed of it; a task, what that is worth and
 * when it is over. `Options` are those of its own that `make` takes, as `options` has parsed them.
 */
export interface Task<Options extends object = object> {
  /** Schemas of its options by their names. */
  readonly options?: v.ObjectEntries
  /** The judge of an environment with these options. */
  judge(options: Options): Judge
}

/** `info` at the start of an episode. */
export function startInfo(judge: Judge, now: Quantities): Info {
  const info: Info = { x_position: Math.fround(now.x) }
  judge.describe?.(now, info)
  return info
}

/** The verdict on a step as an environment gives it: the reward in float32, and `info`. */
export function judged(judge: Judge, now: Quantities): Verdict & { info: Info } {
  const info: Info = { x_position: Math.fround(now.x), x_velocity: Math.fround(now.xVelocity) }
  judge.describe?.(now, info)
  const { reward, isOver } = judge.judge(now, info)
  return { reward: Math.fround(reward), isOver, info }
}
