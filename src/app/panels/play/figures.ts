import type { Ask, Standing } from '../../simulation/protocol.js'
import type { RaceResult } from './raceSession.js'

/** 12.345 as 12.35 s, past a minute as 1:02.35. */
export function formatFinish(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)} s`
  const hundredths = Math.round(seconds * 100)
  return `${Math.floor(hundredths / 6000)}:${((hundredths % 6000) / 100).toFixed(2).padStart(5, '0')}`
}

/** 1st, 2nd, 3rd, 4th */
export function ordinal(place: number): string {
  return `${place}${['th', 'st', 'nd', 'rd'][place] ?? 'th'}`
}

/** The name of a lane with the skill it was asked for. */
export function laneLabel(name: string, ask: Ask | undefined): string {
  return ask ? `${name} ${Math.round(ask.skill)}` : name
}

/** How the return so far compares with what the target asks for by now: ahead, behind, or close to it. */
export function againstTarget({ return: earned, targetSoFar }: Pick<Standing, 'return' | 'targetSoFar'>): {
  /** Earned as a share of the target so far; undefined before there is any. */
  share: number | undefined
  difference: number
} {
  if (targetSoFar === undefined || Math.abs(targetSoFar) < 1e-6) return { share: undefined, difference: 0 }
  return { share: earned / targetSoFar, difference: earned - targetSoFar }
}

/** The outcome in a few words, from the person's side where one raced. */
export function headline(
  results: readonly Pick<RaceResult, 'human' | 'place' | 'name' | 'finishTime'>[],
): string {
  const you = results.find(({ human }) => human)
  const rivals = results.length > 1
  if (!you) return `${results[0].name} wins`
  if (you.place === 1 && rivals) return 'You win!'
  if (you.finishTime === undefined) return rivals ? `Time is up: ${ordinal(you.place)}` : 'Time is up'
  return rivals ? `You come in ${ordinal(you.place)}` : 'Home!'
}
