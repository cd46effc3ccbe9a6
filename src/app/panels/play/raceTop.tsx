import { type Level, raceLength } from '../../../game/index.js'
import { Clock } from '../../scene/clock.js'
import { Button } from '../../ui/index.js'
import type { RaceSession } from './raceSession.js'
import { TrackStrip } from './trackStrip.js'
import './raceTop.css'

/** Along the upper edge: the clock, the track from above, and what can be done. */
export function RaceTop({
  session,
  level,
  running,
  onCamera,
  onLeave,
}: {
  session: RaceSession
  level: Level
  /** It can be paused. */
  running: boolean
  onCamera: () => void
  onLeave: () => void
}) {
  const paused = session.paused.value
  return (
    <header class="race-top">
      <div class="race-top-clock">
        <span class="race-top-level">{level.name}</span>
        <Clock seconds={session.clock.value} />
      </div>
      <TrackStrip standings={session.standings.value} length={raceLength(level.rules)} />
      <div class="race-top-actions">
        <Button size="s" icon="watch" label="Change the camera (C)" onClick={onCamera} />
        {running && (
          <Button
            size="s"
            icon={paused ? 'play' : 'pause'}
            label={paused ? 'Resume (Esc)' : 'Pause (Esc)'}
            onClick={() => (paused ? session.resume() : session.pause())}
            testId="pause"
          />
        )}
        <Button
          size="s"
          icon="refresh"
          label="Start again"
          onClick={() => session.start()}
          testId="restart"
        />
        <Button size="s" icon="close" label="Back to the line-up" onClick={onLeave} testId="leave" />
      </div>
    </header>
  )
}
