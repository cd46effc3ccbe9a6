import type { Ask, Standing } from '../../simulation/protocol.js'
import { formatReturn } from '../../ui/index.js'
import { laneColour } from '../../view/looks.js'
import { againstTarget, formatFinish, formatMetres, formatSpeed, laneLabel, ordinal } from './figures.js'

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
  const { share, difference } = againstTarget(standing)
  const state =
    standing.status === 'recovering'
      ? 'getting up'
      : standing.finishTime
        ? formatFinish(standing.finishTime)
        : undefined
  return (
    <li
      class={`play-hud-lane${followed ? ' is-followed' : ''}`}
      data-testid="hud-lane"
      data-lane={lane}
      data-distance={standing.x.toFixed(2)}
      data-return={standing.return.toFixed(2)}
      style={{ '--lane': laneColour(lane) }}
    >
      <button type="button" class="play-hud-head" onClick={onFollow} title="Follow this lane">
        <span class="play-hud-place">{ordinal(standing.place)}</span>
        <span class="play-hud-name">{laneLabel(name, ask)}</span>
        <span class="play-hud-state">{state ?? formatSpeed(standing.speed)}</span>
      </button>
      <div class="play-hud-figures">
        <span>{formatMetres(standing.x)}</span>
        <span
          title={`Sum of the rewards so far${share === undefined ? '' : ', and how far that is from what the target asks for by now'}`}
        >
          return {formatReturn(standing.return)}
          {share !== undefined && (
            <em class={Math.abs(share - 1) < 0.15 ? 'is-near' : ''}>
              {' '}
              {difference >= 0 ? '+' : '−'}
              {formatReturn(Math.abs(difference))}
            </em>
          )}
        </span>
      </div>
      {ask && (
        <>
          <div
            class="play-hud-pace"
            title="Return so far; the mark is what the target asks for by now"
            data-share={share?.toFixed(3)}
          >
            <span
              class="play-hud-pace-fill"
              style={{ width: `${Math.min(100, Math.max(0, (share ?? 0) * 70))}%` }}
            />
            <span class="play-hud-pace-mark" />
          </div>
          <div class="play-hud-figures">
            <span>pace {formatReturn(standing.pace)}</span>
            <span>asked {formatReturn(ask.targetReturn)}</span>
          </div>
          <input
            class="play-hud-dial"
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
