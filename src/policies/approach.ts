/** `from`, moved towards `to` by at most `most`. */
export function approach(from: number, to: number, most: number): number {
  const rest = to - from
  return Math.abs(rest) <= most ? to : from + Math.sign(rest) * most
}
