import { type Level, parseLevel } from '../../game/index.js'
import type { Output } from '../../host/window.js'
import { messageOf } from '../../platform/index.js'

/** A level of the host's, parsed. */
export interface PlayableLevel {
  id: string
  level: Level
}

export interface SortedLevels {
  /** Sound ones, in the order that they ask for. */
  usable: readonly PlayableLevel[]
  /** What is wrong with the others, a line each. */
  problems: readonly string[]
}

/** Sorts the host's levels into sound ones and complaints. */
export function sortLevels(listed: Output<'levels.list'>): SortedLevels {
  const usable: PlayableLevel[] = []
  const problems: string[] = []
  for (const { id, level, error } of listed) {
    if (error !== undefined) {
      problems.push(error)
      continue
    }
    try {
      usable.push({ id, level: parseLevel(level, `${id}.json`) })
    } catch (reason) {
      problems.push(messageOf(reason))
    }
  }
  usable.sort((a, b) => a.level.order - b.level.order || a.id.localeCompare(b.id))
  return { usable, problems }
}
