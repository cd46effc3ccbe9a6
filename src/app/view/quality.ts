/** How much is drawn. Each level is a trade that shows less than the one before it. */
export interface Quality {
  level: number
  /** Side of the shadow map, 0 for round blobs instead. */
  shadowMap: number
  /** Screen pixels per drawn pixel. */
  scaling: number
  /** Samples of a texture seen at a slant. */
  anisotropy: number
  /** Trees, clouds and the crowd. */
  scenery: boolean
}

export const qualities: readonly Quality[] = [
  { level: 0, shadowMap: 2048, scaling: 1, anisotropy: 16, scenery: true },
  { level: 1, shadowMap: 1024, scaling: 1, anisotropy: 8, scenery: true },
  { level: 2, shadowMap: 0, scaling: 1, anisotropy: 4, scenery: true },
  { level: 3, shadowMap: 0, scaling: 1.5, anisotropy: 1, scenery: true },
  { level: 4, shadowMap: 0, scaling: 2, anisotropy: 1, scenery: false },
  { level: 5, shadowMap: 0, scaling: 3, anisotropy: 1, scenery: false },
]

/** A renderer that draws with the processor. */
export function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)
}

/** With the processor start low: it will not get better. */
export function firstQuality(renderer: string): Quality {
  return qualities[isSoftware(renderer) ? 3 : 0]
}

const WINDOW = 45
/**
 * Mean milliseconds a frame above which less is drawn: under 48 frames a second while only effects are given up, and
 * much slower before the picture itself gets coarse.
 */
const TOO_SLOW = { effects: 21, picture: 70 }
/** The level from which on the picture gets coarse. */
const COARSE = 3
const HICCUP = 250

/** Watches the time frames take and asks for less when it stays too long; never goes back up, which would flicker. */
export class QualityControl {
  private sum = 0
  private count = 0

  constructor(public quality: Quality) {}

  /** True when `quality` has just changed. Hiccups (loading, a hidden window) do not count. */
  frame(milliseconds: number): boolean {
    if (milliseconds > HICCUP) return false
    this.sum += milliseconds
    if (++this.count < WINDOW) return false
    const mean = this.sum / this.count
    this.sum = 0
    this.count = 0
    const next = qualities[this.quality.level + 1]
    const limit = this.quality.level < COARSE ? TOO_SLOW.effects : TOO_SLOW.picture
    if (mean <= limit || !next) return false
    this.quality = next
    return true
  }
}
