/** What a key that the runner does not need means in a race. */
export type RaceKey = { does: 'pause' } | { does: 'camera' } | { does: 'follow'; lane: number }

/** What the key with this `code` does among so many lanes; undefined for one without a meaning. */
export function raceKey(code: string, lanes: number): RaceKey | undefined {
  if (code === 'Escape') return { does: 'pause' }
  if (code === 'KeyC') return { does: 'camera' }
  const digit = Number(/^Digit([1-6])$/.exec(code)?.[1])
  return digit <= lanes ? { does: 'follow', lane: digit - 1 } : undefined
}
