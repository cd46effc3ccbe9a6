/** A stretch of an observation: from `start`, without `end`, as `subarray` takes them. */
export interface Slice {
  readonly start: number
  readonly end: number
}

/**
 * Where in an observation its named quantities are; n hinges, in the order of the actions.
 *
 * | name | numbers | unit | |
 * | --- | --- | --- | --- |
 * | `x` | 1, or none | m | of the torso along the track; left out unless positions are observed |
 * | `height` | 1 | m | of the torso above the ground under it, pits bridged |
 * | `pitch` | 1 | rad | of the torso, from z towards x |
 * | `angles` | n | rad | of the hinges |
 * | `xVelocity`, `zVelocity` | 1 each | m/s | of the torso |
 * | `pitchRate` | 1 | rad/s | of the torso |
 * | `rates` | n | rad/s | of the hinges |
 *
 * Velocities and rates are clipped to ± the body's `velocityClip`.
 */
export interface ObservationLayout {
  /** Index; undefined where x is left out. */
  readonly x?: number
  readonly height: number
  readonly pitch: number
  readonly angles: Slice
  readonly xVelocity: number
  readonly zVelocity: number
  readonly pitchRate: number
  readonly rates: Slice
  readonly size: number
}

/** The layout for a body of n hinges; `withX` where positions are not excluded. */
export function observationLayout(n: number, { withX = false } = {}): ObservationLayout {
  const height = withX ? 1 : 0
  const xVelocity = height + 2 + n
  return {
    ...(withX && { x: 0 }),
    height,
    pitch: height + 1,
    angles: { start: height + 2, end: xVelocity },
    xVelocity,
    zVelocity: xVelocity + 1,
    pitchRate: xVelocity + 2,
    rates: { start: xVelocity + 3, end: xVelocity + 3 + n },
    size: xVelocity + 3 + n,
  }
}
