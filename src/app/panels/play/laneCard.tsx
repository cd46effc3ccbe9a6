import type { ComponentChildren } from 'preact'
import { LaneDot } from './laneDot.js'
import './laneCard.css'

/** One lane of the line-up: who drives it, and below that how. */
export function LaneCard({
  lane,
  kind,
  colour,
  head,
  children,
}: {
  /** Undefined while nobody takes it. */
  lane: number | undefined
  kind: 'human' | 'model' | 'scripted'
  colour: string
  head: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <li
      class="lane-card"
      data-testid="lane-card"
      data-lane={lane}
      data-kind={kind}
      style={{ '--lane': colour }}
    >
      <div class="lane-card-head">
        <LaneDot />
        {head}
      </div>
      {children}
    </li>
  )
}
