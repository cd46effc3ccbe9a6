import { formatClock } from './figures.js'
import './clock.css'

/** Time since the start, s, large. */
export function Clock({ seconds }: { seconds: number }) {
  return (
    <output class="clock" data-testid="clock" aria-label="Time since the start">
      {formatClock(seconds)}
    </output>
  )
}
