/** One more would leave the picture. */
export const MOST_BOTS = 5

/** Skills as the address of Play has them: `10,50,90`. */
export function formatSkills(skills: readonly number[]): string {
  return skills.join(',')
}

/** Skills from an address, 0–100 each; undefined where there are none to be used. */
export function parseSkills(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined
  const skills = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
    .filter((skill) => skill >= 0 && skill <= 100)
    .slice(0, MOST_BOTS)
  return skills.length > 0 ? skills : undefined
}
