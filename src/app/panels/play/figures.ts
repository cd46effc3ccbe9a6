import type { Ask, Standing } from '../../simulation/protocol.js'

/** 0:07.4, 1:02.3 */
export function formatClock(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6))
  const minutes = Math.floor(tenths / 600)
  const rest = (tenths % 600) / 10
  return `${minutes}:${rest.toFixed(1).padStart(4, '0')}`
}

/** 12.345 as 12.35 s, past a minute as 1:02.35. */
export function formatFinish(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)} s`
  const hundredths = Math.round(seconds * 100)
  return `${Math.floor(hundredths / 6000)}:${((hundredths % 6000) / 100).toFixed(2).padStart(5, '0')}`
}

export function formatMetres(metres: number): string {
  return `${(Math.abs(metres) < 0.05 ? 0 : metres).toFixed(1)} m`
}

export function formatSpeed(speed: number): string {
  return `${(Math.abs(speed) < 0.05 ? 0 : speed).toFixed(1)} m/s`
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
