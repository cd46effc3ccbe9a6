import { mix } from './playout.js'
import type { PoseSource } from './source.js'

/** Poses of a whole episode, frame after frame. */
export interface ReelFrames {
  /** Seconds, rising. */
  times: Float64Array
  poses: Float32Array
}

/** A recorded episode as a film: play, pause, wind, slow and fast. */
export class Reel implements PoseSource {
  time = 0
  playing = true
  /** Film seconds a second. */
  speed = 1
  private lastDraw?: number

  constructor(private readonly frames: ReelFrames) {}

  /** Seconds. */
  get length(): number {
    return this.frames.times.at(-1) ?? 0
  }

  /** Goes to a moment, s. */
  seek(time: number): void {
    this.time = Math.min(Math.max(time, 0), this.length)
  }

  draw(now: number, out: Float32Array): boolean {
    const elapsed = this.lastDraw === undefined ? 0 : now - this.lastDraw
    this.lastDraw = now
    if (this.playing) {
      this.seek(this.time + elapsed * this.speed)
      if (this.time >= this.length) this.playing = false
    }
    const { times, poses } = this.frames
    const size = out.length
    if (times.length === 0) return false
    const after = Math.max(1, firstAfter(times, this.time))
    const before = after - 1
    const end = Math.min(after, times.length - 1)
    const part = times[end] > times[before] ? (this.time - times[before]) / (times[end] - times[before]) : 0
    mix(poses.subarray(before * size, after * size), poses.subarray(end * size, (end + 1) * size), part, out)
    return true
  }
}

/** Index of the first time after `time`, the number of times where there is none. */
function firstAfter(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle] > time) high = middle
    else low = middle + 1
  }
  return low
}
