import { Button, Notice } from '../../ui/index.js'

/** The host did not say what there is: why, and another try. */
export function Unread({
  what,
  reason,
  onRetry,
}: {
  what: 'levels' | 'library'
  reason: string
  onRetry: () => void
}) {
  return (
    <div class="page">
      <Notice
        tone="danger"
        title={`The ${what} could not be read.`}
        actions={
          <Button size="s" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {reason}
      </Notice>
    </div>
  )
}
