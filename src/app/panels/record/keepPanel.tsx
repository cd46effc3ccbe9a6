import type { EpisodeSummary } from '../../../host/window.js'
import { Centre, OverlayPanel } from '../../scene/overlay.js'
import { Button, formatCount, formatReturn } from '../../ui/index.js'

/** An episode has ended: keep it or not, and another one or not. */
export function KeepPanel({
  episode,
  onKeep,
  onDiscard,
}: {
  episode: EpisodeSummary
  /** `again`: straight on to the next one. */
  onKeep: (again: boolean) => void
  onDiscard: (again: boolean) => void
}) {
  return (
    <Centre low>
      <OverlayPanel
        title="Keep it?"
        label="Episode recorded"
        testId="decide"
        actions={
          <>
            <Button look="primary" icon="check" onClick={() => onKeep(false)} testId="keep">
              Keep
            </Button>
            <Button icon="record" onClick={() => onKeep(true)} testId="keep-again">
              Keep and record another
            </Button>
            <Button icon="refresh" onClick={() => onDiscard(true)}>
              Discard and try again
            </Button>
            <Button look="danger" icon="trash" onClick={() => onDiscard(false)} testId="discard">
              Discard
            </Button>
          </>
        }
      >
        <p>
          <strong>{formatCount(episode.length)}</strong> steps, return{' '}
          <strong>{formatReturn(episode.return)}</strong>
          {episode.terminated ? ', ended by a fall' : ''}.
        </p>
      </OverlayPanel>
    </Centre>
  )
}
