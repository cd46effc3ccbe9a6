import type { PoseSource } from './source.js'

/** What the simulation looked like at one moment: poses of all lanes, 3 numbers (x, z, angle) a link. */
export interface PoseFrame {
  /** Simulated seconds. */
  time: number
  poses: Float32Array
}

/** Frames kept: enough to look back over a hiccup of the drawing, few enough to search by walking. */
const KEPT = 64
/** Beyond this distance between the clocks, drawing jumps instead of catching up, s. */
const JUMP = 0.4
/** Without a frame for this long nothing moves, s. */
const SETTLED = 1.5
/** Part of the clocks' difference that is made good in a second. */
const PULL = 4

/**
 * Turns frames that arrive in lumps, at the simulation's own rate, into a steady motion at the screen's rate: draws a
 * little behind the newest frame and interpolates between the two around that moment.
 */
export class Playout implements PoseSource {
  private frames: PoseFrame[] = []
  private shown = 0
  private newestArrival = 0
  private lastDraw?: number

  /** `delay`: how far behind the newest frame to draw, s; one control step hides the gap between two frames. */
  constructor(private readonly delay: number) {}

  /** `now` is the wall clock, s. A frame that is not newer than the last starts a new sequence. */
  push(frame: PoseFrame, now: number): void {
    const newest = this.frames.at(-1)
    if (newest && (frame.time <= newest.time || frame.poses.length !== newest.poses.length)) this.frames = []
    if (this.frames.length === 0) this.shown = frame.time
    this.frames.push(frame)
    if (this.frames.length > KEPT) this.frames.shift()
    this.newestArrival = now
  }

  /** Simulated time now on the screen. */
  get time(): number {
    return this.shown
  }

  /** Everything that came was shown, and nothing more came for a while: a pause, or the end. */
  get still(): boolean {
    const newest = this.frames.at(-1)
    return !newest || (this.shown >= newest.time && this.lastDraw! - this.newestArrival > SETTLED)
  }

  /** Moves the shown time on and writes the poses of that moment into `out`; false while there is no frame. */
  draw(now: number, out: Float32Array): boolean {
    const newest = this.frames.at(-1)
    // Frames of another line-up are not for this picture.
    if (!newest || newest.poses.length !== out.length) return false
    const elapsed = this.lastDraw === undefined ? 0 : Math.max(0, now - this.lastDraw)
    this.lastDraw = now
    const wanted = newest.time - this.delay + Math.min(now - this.newestArrival, this.delay)
    const behind = wanted - this.shown
    if (Math.abs(behind) > JUMP) this.shown = wanted
    else this.shown += Math.max(0, elapsed + (behind - elapsed) * Math.min(1, elapsed * PULL))
    this.shown = Math.min(Math.max(this.shown, this.frames[0].time), newest.time)
    this.interpolate(out)
    return true
  }

  private interpolate(out: Float32Array): void {
    let after = this.frames.length - 1
    while (after > 0 && this.frames[after - 1].time > this.shown) after--
    const b = this.frames[after]
    const a = this.frames[Math.max(0, after - 1)]
    mix(a.poses, b.poses, b.time > a.time ? (this.shown - a.time) / (b.time - a.time) : 1, out)
  }
}

/** Farther than this in one frame is a respawn, not a motion, m. */
const TELEPORT = 1.5

/**
 * Linear between two pose arrays, `part` from 0 to 1. Angles are counted through full turns, so they mix as they are.
 * A link that jumped is shown where it lands.
 */
export function mix(a: Float32Array, b: Float32Array, part: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i += 3) {
    const jumped = Math.abs(b[i] - a[i]) > TELEPORT || Math.abs(b[i + 2] - a[i + 2]) > Math.PI
    const t = jumped ? 1 : part
    out[i] = a[i] + (b[i] - a[i]) * t
    out[i + 1] = a[i + 1] + (b[i + 1] - a[i + 1]) * t
    out[i + 2] = a[i + 2] + (b[i + 2] - a[i + 2]) * t
  }
}
