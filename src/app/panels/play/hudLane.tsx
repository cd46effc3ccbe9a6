import type { Ask, Standing } from '../../simulation/protocol.js'
import { formatReturn } from '../../ui/index.js'
import { laneColour } from '../../view/looks.js'
import { hudFigures } from './hudFigures.js'
import './hudLane.css'

/** One lane during the race: place, distance, speed, and the return so far beside what was asked for. */
export function HudLane({
  lane,
  name,
  standing,
  ask,
  followed,
  onFollow,
  onDial,
}: {
  lane: number
  name: string
  standing: Standing
  ask: Ask | undefined
  followed: boolean
  onFollow: () => void
  onDial: (skill: number) => void
}) {
  const figures = hudFigures(name, standing, ask)
  const { difference } = figures
  return (
    <li
      class={`hud-lane${followed ? ' is-followed' : ''}`}
      data-testid="hud-lane"
      data-lane={lane}
      data-distance={standing.x.toFixed(2)}
      data-return={standing.return.toFixed(2)}
      style={{ '--lane': laneColour(lane) }}
    >
      <button type="button" class="hud-head" onClick={onFollow} title="Follow this lane">
        <span class="hud-place">{figures.place}</span>
        <span class="hud-name">{figures.name}</span>
        <span class="hud-state">{figures.state}</span>
      </button>
      <div class="hud-figures">
        <span>{figures.distance}</span>
        <span
          title={`Sum of the rewards so far${difference ? ', and how far that is from what the target asks for by now' : ''}`}
        >
          return {figures.return}
          {difference && <em class={difference.isNear ? 'is-near' : ''}> {difference.text}</em>}
        </span>
      </div>
      {ask && (
        <>
          <div
            class="hud-pace"
            title="Return so far; the mark is what the target asks for by now"
            data-share={difference?.share.toFixed(3)}
          >
            <span class="hud-pace-fill" style={{ width: `${100 * figures.filled}%` }} />
            <span class="hud-pace-mark" />
          </div>
          <div class="hud-figures">
            <span>pace {formatReturn(standing.pace)}</span>
            <span>asked {formatReturn(ask.targetReturn)}</span>
          </div>
          <input
            class="hud-dial"
            type="range"
            min={0}
            max={100}
            value={ask.skill}
            aria-label={`Skill of ${name}, lane ${lane + 1}`}
            aria-valuetext={`skill ${Math.round(ask.skill)}, asks for ${formatReturn(ask.targetReturn)}`}
            title="Skill: may change in mid-run"
            style={{ '--share': `${ask.skill}%` }}
            onInput={(event) => onDial(event.currentTarget.valueAsNumber)}
            data-testid={`dial-${lane}`}
          />
        </>
      )}
    </li>
  )
}
