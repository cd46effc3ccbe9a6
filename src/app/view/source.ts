import type { BodyDescription } from '../../sim/index.js'

/** Where a stage gets its poses from. */
export interface PoseSource {
  /** Simulated time on the screen, s. */
  readonly time: number
  /** Nothing moves, and will not before this is false again: the stage may rest. */
  readonly still?: boolean
  /**
   * Writes the poses to show at wall time `now` (s) into `out`: (x, z, angle) of every link, lane after lane. False
   * where there is nothing to show yet.
   */
  draw(now: number, out: Float32Array): boolean
}

/** Everybody at rest at the start: what is seen before a race is prepared. */
export class AtRest implements PoseSource {
  readonly time = 0
  readonly still = true

  constructor(
    private readonly body: BodyDescription,
    private readonly ground: number,
  ) {}

  draw(_now: number, out: Float32Array): boolean {
    const pose = restPose(this.body, this.ground)
    for (let at = 0; at < out.length; at += pose.length) out.set(pose, at)
    return true
  }
}

/** One source until another has something to show. */
export function until(first: PoseSource, then: PoseSource): PoseSource {
  return {
    get time() {
      return then.time
    },
    get still() {
      return then.still
    },
    draw: (now, out) => then.draw(now, out) || first.draw(now, out),
  }
}

/** Poses of all links with every hinge at 0, standing at x = 0 on ground of this height. */
export function restPose({ links, restHeight }: BodyDescription, ground: number): Float32Array {
  const pose = new Float32Array(3 * links.length)
  const places = new Map<string, number>()
  links.forEach((link, i) => {
    const parent = link.parent === undefined ? undefined : places.get(link.parent)!
    pose[3 * i] = (parent === undefined ? 0 : pose[3 * parent]) + link.x
    pose[3 * i + 1] = (parent === undefined ? ground + restHeight : pose[3 * parent + 1]) + link.z
    places.set(link.name, i)
  })
  return pose
}
