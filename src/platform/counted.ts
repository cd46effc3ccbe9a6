/** A number with its noun: `1 episode`, `1200 episodes`. `shown`: the number as it is to be written. */
export function counted(count: number, noun: string, shown = String(count)): string {
  return `${shown} ${noun}${count === 1 ? '' : 's'}`
}
