import { readFileSync } from 'node:fs'
import type { PlayableLevel } from '../../src/app/scene/levels.js'
import { parseLevel } from '../../src/game/index.js'

/** A level as the host lists it. */
export function listedLevel(id: string): { id: string; level: unknown } {
  return { id, level: JSON.parse(readFileSync(`levels/${id}.json`, 'utf8')) }
}

/** The same, parsed. */
export function playableLevel(id: string): PlayableLevel {
  return { id, level: parseLevel(listedLevel(id).level, id) }
}
