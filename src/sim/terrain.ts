import * as v from 'valibot'
import { closest } from '../gym/index.js'
import { InputError, issueInWords, shorten } from '../platform/index.js'

/** Points that a ground may have: more take the memory and time of every reset. */
const MOST_POINTS = 100_000
/** Chords that a round bump is made of. */
const BUMP_CHORDS = 8

const length = v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(10_000))
const height = v.pipe(v.number(), v.finite(), v.minValue(-100), v.maxValue(100))

/**
 * One stretch of ground. Stretches follow one another from x = 0; before the first and after the last the ground is
 * flat. Lengths and heights in m.
 */
const section = v.variant('type', [
  v.strictObject({ type: v.literal('flat'), length }),
  /** Up, or down where `rise` is negative, by `rise` over `length`. */
  v.strictObject({ type: v.literal('slope'), length, rise: height }),
  /** Round bumps of `height`, one every `spacing`. */
  v.strictObject({
    type: v.literal('bumps'),
    length,
    height: v.pipe(height, v.gtValue(0)),
    spacing: v.pipe(length, v.minValue(0.1)),
  }),
  /** A staircase: `count` steps of `rise` (negative: down), each `run` deep. */
  v.strictObject({
    type: v.literal('steps'),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
    rise: height,
    run: length,
  }),
  /** `count` pits, `gap` wide and `depth` deep (default 3), each followed by a platform. */
  v.strictObject({
    type: v.literal('gaps'),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
    gap: length,
    platform: length,
    depth: v.optional(v.pipe(height, v.gtValue(0)), 3),
  }),
])

/** The `terrain` of a level: a list of stretches. */
export const terrainSchema = v.pipe(
  v.array(section),
  v.maxLength(1000),
  v.check(
    (sections) => sections.reduce((sum, part) => sum + pointsOf(part), 0) <= MOST_POINTS,
    `the ground has more than ${MOST_POINTS} corners; make it of fewer bumps, steps or gaps`,
  ),
)

/** What the simulation reads of a level; its other keys belong to the game. */
const levelSchema = v.looseObject({ name: v.optional(v.string()), terrain: v.optional(terrainSchema, []) })

export type TerrainSection = v.InferOutput<typeof section>

/** About how many points of the profile a stretch becomes. */
function pointsOf(part: TerrainSection): number {
  if (part.type === 'bumps') return (BUMP_CHORDS * part.length) / part.spacing
  return part.type === 'steps' ? 2 * part.count : part.type === 'gaps' ? 4 * part.count : 1
}

/** A point of the ground's profile, [x, z] in m. */
export type ProfilePoint = readonly [x: number, z: number]

/** How far the flat ground before and after a terrain reaches, m. */
const APPROACH = 100
const RUN_OUT = 20_000

/** The ground of a level as a profile over x. */
export class Terrain {
  /** From left to right; two points with the same x make a wall. */
  readonly profile: readonly ProfilePoint[]
  /** The profile with the pits bridged: what height above ground is measured from. */
  readonly surface: readonly ProfilePoint[]
  /** From left to right, [from, to] in m. */
  readonly pits: readonly (readonly [from: number, to: number])[]
  readonly isFlat: boolean
  /** Where the last stretch ends, m. */
  readonly length: number

  constructor(sections: readonly TerrainSection[]) {
    const profile: ProfilePoint[] = [[-APPROACH, 0]]
    const surface: ProfilePoint[] = [[-APPROACH, 0]]
    const pits: [number, number][] = []
    let x = 0
    let z = 0
    const line = (dx: number, dz: number) => {
      x += dx
      z += dz
      profile.push([x, z])
      surface.push([x, z])
    }
    line(0, 0)
    for (const part of sections) {
      switch (part.type) {
        case 'flat':
          line(part.length, 0)
          break
        case 'slope':
          line(part.length, part.rise)
          break
        case 'bumps': {
          const count = Math.max(1, Math.floor(part.length / part.spacing))
          const spacing = part.length / count
          for (let bump = 0; bump < count; bump++) {
            let before = 0
            for (let chord = 1; chord <= BUMP_CHORDS; chord++) {
              // A parabola squared: flat where it meets the ground and at its top, in exact arithmetic.
              const u = (2 * chord) / BUMP_CHORDS - 1
              const now = part.height * (1 - u * u) * (1 - u * u)
              line(spacing / BUMP_CHORDS, now - before)
              before = now
            }
          }
          break
        }
        case 'steps':
          for (let step = 0; step < part.count; step++) {
            line(0, part.rise)
            line(part.run, 0)
          }
          break
        case 'gaps':
          for (let pit = 0; pit < part.count; pit++) {
            profile.push([x, z - part.depth], [x + part.gap, z - part.depth])
            pits.push([x, x + part.gap])
            x += part.gap
            profile.push([x, z])
            surface.push([x, z])
            line(part.platform, 0)
          }
          break
      }
    }
    this.length = x
    line(RUN_OUT, 0)
    this.profile = profile
    this.surface = surface
    this.pits = pits
    this.isFlat = profile.every(([, height_]) => height_ === 0)
  }

  /** Height of the ground at x, the bottom of a pit included, m. At a wall: the right side. */
  heightAt(x: number): number {
    return heightOf(this.profile, x)
  }

  /** Height of the ground at x with the pits bridged, m. */
  surfaceAt(x: number): number {
    return this.isFlat ? 0 : heightOf(this.surface, x)
  }

  /** The nearest place at or before x with no pit within `room` m on either side. */
  footing(x: number, room: number): number {
    let place = x
    for (const [from, to] of this.pits.toReversed())
      if (place > from - room && place < to + room) place = from - room
    return place
  }
}

function heightOf(points: readonly ProfilePoint[], x: number): number {
  let low = 0
  let high = points.length - 1
  if (x < points[low][0]) return points[low][1]
  if (x >= points[high][0]) return points[high][1]
  // The last point at or before x.
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (points[middle][0] <= x) low = middle
    else high = middle
  }
  const [x0, z0] = points[low]
  const [x1, z1] = points[high]
  return x1 > x0 ? z0 + ((z1 - z0) * (x - x0)) / (x1 - x0) : z1
}

/**
 * The terrain of a level given as parsed JSON: `{ terrain: [{ type: 'slope', length: 10, rise: 1 }, …] }`.
 * Throws `InputError` that names the stretch and the key.
 */
export function terrainOf(level: unknown): Terrain {
  if (Array.isArray(level))
    throw new InputError('level: expected an object, got a list; give its stretches as { terrain: […] }')
  const parsed = v.safeParse(levelSchema, level, { abortEarly: true })
  if (!parsed.success) throw new InputError(`level: ${levelComplaint(parsed.issues[0])}`)
  if (!('terrain' in (level as object))) {
    const [misspelt] = closest('terrain', Object.keys(level as object))
    if (misspelt !== undefined)
      throw new InputError(`level: "${misspelt}" is no key of a level; "terrain" is meant?`)
  }
  return new Terrain(parsed.output.terrain)
}

/** What is wrong with a level, in words. */
export function levelComplaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const cut = path === null ? -1 : path.lastIndexOf('.')
    const owner = cut < 0 ? 'a level' : path!.slice(0, cut)
    return `unknown key "${shorten(path!.slice(cut + 1))}" in ${shorten(owner)}; remove it or correct its spelling`
  }
  return issueInWords(issue)
}
