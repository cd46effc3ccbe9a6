/** Figures of something that moves, as a person reads them. */

/** 0:07.4, 1:02.3 */
export function formatClock(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6))
  const minutes = Math.floor(tenths / 600)
  const rest = (tenths % 600) / 10
  return `${minutes}:${rest.toFixed(1).padStart(4, '0')}`
}

export function formatMetres(metres: number): string {
  return `${(Math.abs(metres) < 0.05 ? 0 : metres).toFixed(1)} m`
}

export function formatSpeed(speed: number): string {
  return `${(Math.abs(speed) < 0.05 ? 0 : speed).toFixed(1)} m/s`
}

/** The number of a countdown, `clock` seconds after the start (negative before it): 3, 2, 1. */
export function countAt(clock: number): number {
  return Math.max(1, Math.ceil(-clock - 1e-6))
}
