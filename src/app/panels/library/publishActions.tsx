import { Button } from '../../ui/index.js'
import type { PublishPhase } from './publish.js'

/** What can be done in each phase of a publication. */
export function PublishActions({
  phase,
  planned,
  onPublish,
  onCancel,
  onClose,
}: {
  phase: PublishPhase
  /** What would be sent is on the screen. */
  planned: boolean
  onPublish: () => void
  /** Undefined until the host has begun. */
  onCancel: (() => void) | undefined
  onClose: () => void
}) {
  switch (phase.kind) {
    case 'done':
      return (
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      )
    case 'sending':
      return (
        <>
          <Button look="ghost" onClick={onClose}>
            Go on in the background
          </Button>
          <Button disabled={!onCancel} onClick={onCancel}>
            Cancel
          </Button>
        </>
      )
    case 'asking':
    case 'filling':
      return (
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            icon="upload"
            disabled={phase.kind === 'asking' || !planned}
            onClick={onPublish}
            testId="publish-go"
          >
            {phase.kind === 'filling' && phase.failure ? 'Try again' : 'Publish'}
          </Button>
        </>
      )
  }
}
