/** How much is drawn. Each level is a trade that shows less than the one before it. */
export interface Quality {
  level: number
  /** Side of the shadow map, 0 for round blobs instead. */
  shadowMap: number
  /** Screen pixels per drawn pixel. */
  scaling: number
  /** Trees, clouds and the crowd. */
  scenery: boolean
}

export const qualities: readonly Quality[] = [
  { level: 0, shadowMap: 2048, scaling: 1, scenery: true },
  { level: 1, shadowMap: 1024, scaling: 1, scenery: true },
  { level: 2, shadowMap: 0, scaling: 1, scenery: true },
  { level: 3, shadowMap: 0, scaling: 1.5, scenery: true },
  { level: 4, shadowMap: 0, scaling: 2, scenery: false },
]

/** A renderer that draws with the processor: start low, it will not get better. */
export function firstQuality(renderer: string): Quality {
  return qualities[/swiftshader|llvmpipe|software|basic render/i.test(renderer) ? 3 : 0]
}

const WINDOW = 45
/** Mean milliseconds a frame above which less is drawn: under 48 frames a second. */
const TOO_SLOW = 21
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
    if (mean <= TOO_SLOW || !next) return false
    this.quality = next
    return true
  }
}
