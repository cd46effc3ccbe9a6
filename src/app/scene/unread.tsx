import type { LibraryStore } from '../state/libraryStore.js'
import { Button, Notice } from '../ui/index.js'
import type { Levels } from './useLevels.js'

export interface UnreadProps {
  what: 'levels' | 'library'
  reason: string
  onRetry: () => void
}

/** What the host did not say that nothing can go on without; undefined while nothing is missing. */
export function unreadOf(
  levels: Pick<Levels, 'error' | 'retry'>,
  library: Pick<LibraryStore, 'ready' | 'error' | 'refresh'>,
): UnreadProps | undefined {
  if (levels.error !== undefined) return { what: 'levels', reason: levels.error, onRetry: levels.retry }
  const error = library.ready.value ? undefined : library.error.value
  return error && { what: 'library', reason: error.message, onRetry: () => void library.refresh() }
}

/** The host did not say what there is: why, and another try. */
export function Unread({ what, reason, onRetry }: UnreadProps) {
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
