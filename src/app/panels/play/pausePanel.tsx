import { Centre, OverlayPanel } from '../../scene/overlay.js'
import { Button } from '../../ui/index.js'
import type { RaceSession } from './raceSession.js'

/** Over a race that stands still: the ways on, and the keys that nobody remembers. */
export function PausePanel({ session, onLeave }: { session: RaceSession; onLeave: () => void }) {
  return (
    <Centre dim>
      <OverlayPanel
        title="Paused"
        label="Paused"
        actions={
          <>
            <Button look="primary" icon="play" onClick={() => session.resume()} testId="resume">
              Resume
            </Button>
            <Button icon="refresh" onClick={() => session.start()}>
              Start again
            </Button>
            <Button icon="flag" onClick={() => session.finish()}>
              End the race
            </Button>
            <Button look="ghost" onClick={onLeave}>
              Change the line-up
            </Button>
          </>
        }
        note={
          <>
            C changes the camera; drag or , . turns it; wheel or − = zooms; 1–{session.plan.lanes.length}{' '}
            follow a lane; Esc goes on.
          </>
        }
      />
    </Centre>
  )
}
