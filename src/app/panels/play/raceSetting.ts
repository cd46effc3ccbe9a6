import { bodies, type BodyName, type Level, raceLength } from '../../../game/index.js'
import { bodyOf, Terrain } from '../../../sim/index.js'
import type { Setting } from '../../view/scenario.js'

/** The picture of a race: the body on the level, a lane for each name, as far as anybody may get in time. */
export function raceSetting(
  body: BodyName,
  { terrain, rules, look }: Level,
  names: readonly string[],
): Setting {
  const description = bodyOf(bodies[body].envId)
  const finish = raceLength(rules)
  return {
    body: description,
    terrain: new Terrain(terrain),
    look,
    lanes: names.map((name) => ({ name })),
    finish,
    reach: Number.isFinite(finish) ? finish : description.typicalSpeed * rules.timeLimit,
  }
}
