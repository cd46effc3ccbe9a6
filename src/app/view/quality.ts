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
  { level: 5, shadowMap: 0, scaling: 2.5, anisotropy: 1, scenery: false },
]

/** The level that an address asks for (`#/play?quality=0`): to show off, or to spare an old machine. */
export function qualityOf({ quality }: Readonly<Record<string, string>>): number | undefined {
  return quality !== undefined && qualities[Number(quality)] ? Number(quality) : undefined
}

/** A renderer that draws with the processor. */
export function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)
}

/** With the processor start low: it will not get better. `wanted` is a level that somebody asked for. */
export function firstQuality(renderer: string, wanted?: number): Quality {
  const asked = wanted === undefined ? undefined : qualities[wanted]
  if (asked) return asked
  return qualities[isSoftware(renderer) ? 3 : 0]
}

const WINDOW = 45
/**
 * Mean milliseconds of a frame above which a level gives way to the next: soon while only effects are given up, late
 * where the picture itself gets coarse.
 */
const limits = [21, 21, 21, 60, 110, Infinity]
/** Longer than this is loading or a hidden window, ms. */
const HICCUP = 1000

/** Watches the time frames take and asks for less when it stays too long; never goes back up, which would flicker. */
export class QualityControl {
  private sum = 0
  private count = 0

  /** `pinned`: stays as it is, however slow. */
  constructor(
    public quality: Quality,
    private readonly pinned = false,
  ) {}

  /** True when `quality` has just changed. Hiccups (loading, a hidden window) do not count. */
  frame(milliseconds: number): boolean {
    if (this.pinned || milliseconds > HICCUP) return false
    this.sum += milliseconds
    if (++this.count < WINDOW) return false
    const mean = this.sum / this.count
    this.sum = 0
    this.count = 0
    const next = qualities[this.quality.level + 1]
    if (!next || mean <= limits[this.quality.level]) return false
    this.quality = next
    return true
  }
}
