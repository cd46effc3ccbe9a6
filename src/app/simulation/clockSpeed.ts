/** Beyond this the bodies would not be simulated in time. */
const FASTEST = 20

/**
 * How fast simulated time goes beside the wall clock, from the page's address: `?speed=4` shows a race in a quarter of its
 * time, which is the same race. 1 where nothing sensible is asked for.
 */
export function clockSpeed(search: string): number {
  const speed = Number(new URLSearchParams(search).get('speed') ?? 1)
  return speed >= 1 && speed <= FASTEST ? speed : 1
}
