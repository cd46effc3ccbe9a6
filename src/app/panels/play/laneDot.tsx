import './laneDot.css'

/** The colour of a lane, as a dot: `--lane` of what is around it. */
export function LaneDot() {
  return <span class="lane-dot" aria-hidden="true" />
}
