import * as v from 'valibot'
import { InputError } from '../platform/index.js'
import { bodyNames, levelComplaint, Terrain, terrainSchema } from '../sim/index.js'
import { RulesSchema } from './rules.js'

/** Longest race, m: the simulation's ground reaches a little farther. */
const LONGEST = 15_000

const LevelSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  description: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  /** Place in the menu, smallest first. */
  order: v.optional(v.number(), 100),
  /** Who may race here; the first is offered first. */
  bodies: v.optional(v.pipe(v.array(v.picklist(bodyNames)), v.minLength(1)), bodyNames),
  /** Time of day and season; only drawing reads it. */
  look: v.optional(v.picklist(['day', 'evening', 'winter']), 'day'),
  rules: RulesSchema,
  terrain: v.optional(terrainSchema, []),
})
export type Level = v.InferOutput<typeof LevelSchema>

/**
 * A level from parsed JSON. `where` is the file or name to put before the complaint. Throws `InputError` that names
 * the key: an unknown one, too, since a misspelt rule would otherwise be silently ignored.
 */
export function parseLevel(json: unknown, where: string): Level {
  const parsed = v.safeParse(LevelSchema, json, { abortEarly: true })
  if (!parsed.success) throw new InputError(`${where}: ${levelComplaint(parsed.issues[0])}`)
  const level = parsed.output
  const { distance, laps } = level.rules
  if (distance === undefined && laps > 1) throw new InputError(`${where}: rules.laps needs a rules.distance`)
  if (distance !== undefined && distance * laps > LONGEST)
    throw new InputError(
      `${where}: rules.distance × rules.laps is ${distance * laps} m, at most ${LONGEST} m`,
    )
  if (distance !== undefined && level.terrain.length > 0) {
    const { length } = new Terrain(level.terrain)
    if (length < distance * laps)
      throw new InputError(
        `${where}: terrain is ${length} m long, but the race ends at ${distance * laps} m; add a stretch or shorten rules.distance`,
      )
  }
  return level
}

/** Options for `make` that put a body on this level's ground; none for flat ground, where levels make no difference. */
export function envOptionsOf(level: Level): Record<string, unknown> {
  return new Terrain(level.terrain).isFlat ? {} : { level: { name: level.name, terrain: level.terrain } }
}
