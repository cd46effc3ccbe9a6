import { HudLane } from './hudLane.js'
import type { RaceSession } from './raceSession.js'
import './hud.css'

/** Every lane of a race, in the order of the track. */
export function Hud({
  session,
  focus,
  onFocus,
}: {
  session: RaceSession
  /** The lane that the camera follows. */
  focus: number
  onFocus: (lane: number) => void
}) {
  const asks = session.asks.value
  return (
    <ul class="hud" aria-label="Lanes">
      {session.standings.value.map((standing, lane) => (
        <HudLane
          key={lane}
          lane={lane}
          name={session.plan.lanes[lane].name}
          standing={standing}
          ask={asks[lane]}
          followed={lane === focus}
          onFollow={() => onFocus(lane)}
          onDial={(skill) => session.dial(lane, skill)}
        />
      ))}
    </ul>
  )
}
