/** A range given in degrees, in radians. */
export function degrees(low: number, high: number): [number, number] {
  return [(low * Math.PI) / 180, (high * Math.PI) / 180]
}
