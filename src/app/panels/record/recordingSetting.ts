import { bodies, type BodyName, type Level } from '../../../game/index.js'
import { bodyOf, Terrain } from '../../../sim/index.js'
import type { Setting } from '../../view/scenario.js'

/** A whole episode lasts about as long, s: so far must the picture reach. */
const EPISODE = 50

/** The picture of a recording: one lane without a finish. */
export function recordingSetting(body: BodyName, { terrain: heights, look }: Level, name: string): Setting {
  const description = bodyOf(bodies[body].envId)
  const terrain = new Terrain(heights)
  return {
    body: description,
    terrain,
    look,
    lanes: [{ name }],
    finish: Infinity,
    reach: Math.max(terrain.length, description.typicalSpeed * EPISODE),
  }
}
