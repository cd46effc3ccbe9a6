import { EPISODE_STEPS } from '../../../sim/index.js'
import { formatClock } from '../../scene/figures.js'
import { Button, formatCount } from '../../ui/index.js'
import { recordingFigures, type ShownRecording } from './recordingScreen.js'
import './recordingTop.css'

/** Along the upper edge: that it records, how it goes, stop. */
export function RecordingTop({ session }: { session: ShownRecording }) {
  const records = session.state.value.kind === 'recording'
  const figures = recordingFigures(session.standing.value)
  return (
    <header class="record-live">
      <span class={`record-dot${records ? ' is-on' : ''}`} aria-hidden="true" />
      <span>{records ? 'Recording' : 'Get ready'}</span>
      <strong class="record-live-clock">{formatClock(session.clock.value)}</strong>
      <span class="record-live-figure">
        step <strong>{figures.steps}</strong> of {formatCount(EPISODE_STEPS)}
      </span>
      <span class="record-live-figure">
        return <strong>{figures.return}</strong>
      </span>
      <span class="record-live-figure">
        <strong>{figures.distance}</strong>
      </span>
      <span class="record-live-figure">
        <strong>{figures.speed}</strong>
      </span>
      <Button size="s" look="danger" icon="stop" onClick={() => session.stop()} testId="record-stop">
        Stop
      </Button>
    </header>
  )
}
